export function BrandMark() {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M14.5 3.5H7A3.5 3.5 0 0 0 3.5 7v10A3.5 3.5 0 0 0 7 20.5h10a3.5 3.5 0 0 0 3.5-3.5V9.5" />
      <path d="M11.5 12.5 20 4" />
      <circle cx="11.2" cy="12.8" r="2.3" fill="currentColor" stroke="none" />
    </svg>
  )
}
