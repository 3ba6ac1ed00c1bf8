import { existsSync } from 'node:fs'
import { defineConfig, type RolldownOptions } from 'rolldown'

/** What the package offers: one entry each, in one bundle, so that they share what they have in common. */
const product = {
  index: 'emulators/index.ts',
  vitest: 'contracts/vitest.ts',
  msw: 'emulators/msw.ts',
  cli: 'cli/main.ts',
}

const shared: RolldownOptions = {
  platform: 'node',
  // Packages stay packages, save those that make the start slower than it has to be.
  external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0'),
}

const present = Object.fromEntries(Object.entries(product).filter(([, path]) => existsSync(path)))

export default defineConfig([
  {
    ...shared,
    input: present,
    output: {
      dir: 'dist',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      sourcemap: true,
      cleanDir: true,
      banner: (chunk) => (chunk.name === 'cli' ? '#!/usr/bin/env node' : ''),
    },
  },
  ...(existsSync('reference-bot/main.ts')
    ? [
        {
          ...shared,
          input: { main: 'reference-bot/main.ts' },
          output: {
            dir: 'dist/reference-bot',
            entryFileNames: '[name].js',
            chunkFileNames: 'chunks/[name]-[hash].js',
            sourcemap: true,
          },
        },
      ]
    : []),
])
