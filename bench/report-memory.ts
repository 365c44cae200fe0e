import { writeFileSync } from 'node:fs'

// Loaded into each measured process: at its end it writes its largest resident set, in KiB, where the bench asks for it.
const file = process.env.BENCH_MEMORY_FILE
if (file) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)))
