/** The fills that tell areas apart without colour. They stand once in the page; `patternFill` refers to them from every chart. */
export function ChartPatterns() {
  return (
    <svg className="chart-patterns" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern
          id="chart-lost-estimated"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect className="chart-pattern-losing-ground" width="6" height="6" />
          <rect className="chart-pattern-losing" width="2" height="6" />
        </pattern>
        <pattern id="chart-send-queue" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="chart-pattern-queue-ground" width="6" height="6" />
          <rect className="chart-pattern-queue" width="1.5" height="6" />
        </pattern>
        <pattern id="chart-kernel-send" width="4" height="5" patternUnits="userSpaceOnUse">
          <rect className="chart-pattern-kernel-ground" width="4" height="5" />
          <rect className="chart-pattern-kernel" width="4" height="1" />
        </pattern>
        <pattern id="chart-kernel-receive" width="4" height="4" patternUnits="userSpaceOnUse">
          <rect className="chart-pattern-kernel-ground" width="4" height="4" />
          <rect className="chart-pattern-kernel" width="1.5" height="1.5" />
        </pattern>
        <pattern id="chart-receive-queue" width="8" height="8" patternUnits="userSpaceOnUse">
          <rect className="chart-pattern-queue-full" width="8" height="8" />
        </pattern>
      </defs>
    </svg>
  );
}

export const patternFill = (pattern: string): string => `url(#chart-${pattern})`;
