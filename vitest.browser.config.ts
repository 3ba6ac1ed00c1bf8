import { defineConfig } from 'vitest/config'

/** Tests that need Chromium; see docs/guides/ci.md. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: 'scripts/build-before-tests.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
