/** Services that answer for the whole account, whatever Regions it has enabled. Their calls are signed for one fixed Region. */
export const globalServices: ReadonlySet<string> = new Set(['iam', 'organizations'])
