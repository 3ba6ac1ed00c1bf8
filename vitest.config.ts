import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'threads',
    isolate: false,
    include: ['{emulators,contracts,cli,reference-bot,scripts,test}/**/*.test.ts'],
    testTimeout: 20_000,
  },
})
