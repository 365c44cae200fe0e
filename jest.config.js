export default {
  testEnvironment: 'node',
  // Jest would leave a core idle, which on two is half of them; what a busy machine delays is no failure.
  maxWorkers: '100%',
  testTimeout: 30_000,
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
