import { defineConfig } from 'vitest/config';

// Tests start real processes on machines that may be busy: time is no part of what they show.
const config = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/helpers/seed.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
