/**
 * Names of accounts and reasons of AWS are other people's text. In a notice they are one line: no line break can begin a header of
 * a mail, and no direction mark can turn what stands beside it around (Unicode UAX #9; "Trojan Source", CVE-2021-42574).
 */
export const inOneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .trim()
