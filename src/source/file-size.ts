/** Larger files are listed and not read: no manifest is, and a review must not need the memory. 16 MiB. */
export const FILE_SIZE_LIMIT: number = 16 * 1024 * 1024

/** Why a file above the limit is not read. */
export const TOO_LARGE_REASON = 'the file is larger than 16 MiB'
