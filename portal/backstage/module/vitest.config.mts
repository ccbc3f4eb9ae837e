import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { globals: true, setupFiles: ['src/setupTests.ts'], include: ['src/**/*.test.ts'], testTimeout: 20_000 },
});
