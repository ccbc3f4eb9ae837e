// Judges entities with the validators of Backstage's own catalogue: JSON list in, a sentence for each that it refuses out.
import {
  DefaultNamespaceEntityPolicy,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { text } from 'node:stream/consumers';

const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new DefaultNamespaceEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);
const kinds = [
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
];
const refused = [];
for (const entity of JSON.parse(await text(process.stdin))) {
  try {
    const enforced = await policy.enforce(entity);
    const known = await Promise.all(kinds.map(kind => kind.check(enforced)));
    if (!known.some(Boolean)) throw new Error(`no validator knows ${entity.apiVersion} ${entity.kind}`);
  } catch (error) {
    refused.push(`${entity.kind} ${entity.metadata?.name}: ${error.message}`);
  }
}
console.log(JSON.stringify(refused));
