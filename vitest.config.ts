import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    include: ['{emulators,contracts,cli,reference-bot,scripts,test}/**/*.test.ts'],
    // They need Chromium and have a config of their own.
    exclude: [...configDefaults.exclude, 'test/browser/**'],
    globalSetup: 'scripts/build-before-tests.ts',
    testTimeout: 20_000,
    // Much of the time is waiting: for processes, and for silence.
    maxWorkers: 2,
  },
})
