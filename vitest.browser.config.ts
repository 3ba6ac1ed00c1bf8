import { defineConfig } from 'vitest/config'

/** Tests that open pages in Chromium: `npm run test:browser`. CHROMIUM names the program where it has another name. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: 'scripts/build-before-tests.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
