import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    include: ['{emulators,contracts,cli,reference-bot,scripts,test}/**/*.test.ts'],
    globalSetup: 'scripts/build-before-tests.ts',
    testTimeout: 20_000,
  },
})
