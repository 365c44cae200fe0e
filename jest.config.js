export default {
  testEnvironment: 'node',
  // Jest would leave a core idle, which on two is half of them; what a busy machine delays is no failure.
  maxWorkers: '100%',
  // What a file leaves behind in memory makes the next ones slow, and each process that they start: new workers are cheaper.
  workerIdleMemoryLimit: '256MB',
  testTimeout: 30_000,
  globalSetup: '<rootDir>/test/compile-cache.ts',
  setupFiles: ['<rootDir>/test/no-network.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
}
