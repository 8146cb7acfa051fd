/** Local passwords: 12 characters to 1,024 bytes, no composition rules, none of the common ones (identity.md §2.2). */

const minCharacters = 12
const maxBytes = 1024

/** The most used passwords of 12 and more characters in published leaks, and what people type when they must have twelve. */
const common: ReadonlySet<string> = new Set([
  '000000000000',
  '111111111111',
  '112233445566',
  '121212121212',
  '123123123123',
  '123412341234',
  '1234567890ab',
  '123456789012',
  '1234567890123',
  '123456789123',
  '123456789abc',
  '123456789qwe',
  '1q2w3e4r5t6y',
  '1q2w3e4r5t6y7u',
  '1qaz2wsx3edc',
  '1qaz2wsx3edc4rfv',
  '987654321098',
  'abc123abc123',
  'abcabcabcabc',
  'abcdefghijkl',
  'abcdefghijklm',
  'administrator',
  'adminadminadmin',
  'asdfasdfasdf',
  'asdfghjkl123',
  'changemechangeme',
  'correcthorsebatterystaple',
  'iloveyou1234',
  'letmeinletmein',
  'mypassword123',
  'p@ssw0rd1234',
  'passw0rd1234',
  'password1234',
  'password12345',
  'password123!',
  'password123456',
  'passwordpassword',
  'q1w2e3r4t5y6',
  'qazwsxedcrfv',
  'qwerty123456',
  'qwertyqwerty',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopas',
  'qwertyuiop[]',
  'welcome12345',
  'zaq12wsxcde3',
])

/** Why the password is refused, or undefined. The sentence never holds the password. */
export function passwordProblem(password: string, email: string): string | undefined {
  if ([...password].length < minCharacters) return `A password has at least ${minCharacters} characters.`
  if (byteLength(password) > maxBytes) return `A password has at most ${maxBytes.toLocaleString('en')} bytes.`
  const folded = password.toLowerCase()
  if (common.has(folded) || new Set(folded).size < 4) return 'This password is one of the first that is tried.'
  const [userName] = email.toLowerCase().split('@')
  if (userName && userName.length > 2 && folded.includes(userName)) return 'The password contains your user name.'
  return undefined
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length
