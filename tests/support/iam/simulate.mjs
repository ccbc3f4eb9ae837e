// Reads simulations as a JSON list from stdin, and writes the result of each as a JSON list.
import { runSimulation } from '@cloud-copilot/iam-simulate'
import { text } from 'node:stream/consumers'

const found = []
for (const simulation of JSON.parse(await text(process.stdin))) {
  const answer = await runSimulation(simulation, {})
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors))
  found.push(answer.overallResult)
}
process.stdout.write(JSON.stringify(found))
