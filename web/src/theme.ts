import { type CSSVariablesResolver, createTheme, localStorageColorSchemeManager } from '@mantine/core'

/** look.md §11. Mantine brings behaviour (menus, dialogs, pickers); its colours are pointed at our tokens. */
export const theme = createTheme({
  fontFamily: 'var(--bw-sans)',
  fontFamilyMonospace: 'var(--bw-mono)',
  headings: { fontFamily: 'var(--bw-sans)' },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 4 },
  defaultRadius: 6,
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '14px', xl: '16px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  autoContrast: true,
  cursorType: 'pointer',
  respectReducedMotion: true,
  colors: {
    petrol: [
      '#eef9fc',
      '#dbf1f9',
      '#bae3f0',
      '#94cfe2',
      '#6ab8d0',
      '#3f9db7',
      '#1d819a',
      '#03637b',
      '#004f62',
      '#003a48',
    ],
    gray: [
      '#f3f6f8',
      '#ebeff1',
      '#dfe4e6',
      '#c9d1d4',
      '#a3adb1',
      '#7e888d',
      '#626e73',
      '#465257',
      '#2b383d',
      '#162328',
    ],
    dark: [
      '#e9eef0',
      '#b0b9bd',
      '#909a9f',
      '#6a767b',
      '#384145',
      '#262d31',
      '#1b2327',
      '#12181b',
      '#0e1416',
      '#0b1013',
    ],
  },
})

const ours = {
  '--mantine-color-body': 'var(--bw-surface)',
  '--mantine-color-text': 'var(--bw-ink)',
  '--mantine-color-dimmed': 'var(--bw-ink-2)',
  '--mantine-color-default-border': 'var(--bw-line-2)',
  '--mantine-color-anchor': 'var(--bw-brand)',
  '--mantine-color-error': 'var(--bw-bad)',
  '--mantine-primary-color-filled': 'var(--bw-brand)',
  '--mantine-primary-color-filled-hover': 'var(--bw-brand-hover)',
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours })

/** The key is also in public/theme.js, which reads it before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'bw-theme' })
