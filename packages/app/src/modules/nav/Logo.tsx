/** The runway: side lines that meet ahead, and the dashes between them. */
export function Logo(props: { size?: number }) {
  const { size = 28 } = props;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      aria-hidden="true"
    >
      <rect width="32" height="32" rx="8" fill="#1646ad" />
      <path
        d="M12.6 6.5 7 25.5M19.4 6.5 25 25.5"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <path
        d="M16 7v2.2M16 13v3.4M16 20.4v4.8"
        stroke="#f2ac1d"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
