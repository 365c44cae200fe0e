import { writeFileSync } from 'node:fs'

// Loaded into each measured process: at its end it writes what it used of processors and memory, where the bench asks for it.
const file = process.env.BENCH_USAGE_FILE
if (file) process.on('exit', () => writeFileSync(file, JSON.stringify(process.resourceUsage())))
