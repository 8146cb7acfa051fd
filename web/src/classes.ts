/**
 * Binds a CSS module: `const cx = classesOf(styles)`, then `cx('card', open && 'open')`. Falsy parts are left out. During
 * development a name that the module does not have is an error, so a renamed class cannot be forgotten.
 */
export const classesOf =
  (module: Readonly<Record<string, string>>) =>
  (...names: readonly (string | false | null | undefined)[]): string => {
    const found: string[] = []
    for (const name of names) {
      if (!name) continue
      const own = module[name]
      if (own === undefined && import.meta.env.DEV) throw new Error(`No class "${name}" in this style sheet`)
      if (own !== undefined) found.push(own)
    }
    return found.join(' ')
  }
