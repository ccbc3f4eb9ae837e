import { vi } from 'vitest';

// The mocks of @backstage/backend-test-utils are made with jest.fn; vitest has the same under another name.
vi.stubGlobal('jest', vi);
