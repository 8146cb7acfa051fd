// Runs before the first paint, so that a theme somebody chose never flashes in the other one. The key is also in src/theme.ts.
;(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('bw-theme')
  } catch {
    // Storage is off: the system decides.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light'
})()
