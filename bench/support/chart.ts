import { init } from 'echarts';

/** A chart of a benchmark's figures. */
export type Chart = BarChart | LineChart;

interface Common {
  readonly title: string;
  /** The label of the values, with their unit. */
  readonly axis: string;
  readonly logarithmic?: boolean;
}

/** Groups of bars: one group for each category, in it one bar for each series. */
export interface BarChart extends Common {
  readonly kind: 'bars';
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly stacked?: boolean;
}

/** Lines over a common axis. */
export interface LineChart extends Common {
  readonly kind: 'lines';
  /** The label of the horizontal axis, with its unit. */
  readonly along: string;
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

const size = { width: 840, height: 420 };

/** Draws a chart as SVG, on white, so that it is readable on a dark page, too. */
export function svgOf(chart: Chart): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, ...size });
  drawing.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: chart.title, left: 'center' },
    legend: { bottom: 0 },
    grid: { left: 72, right: 28, top: 56, bottom: 64 },
    yAxis: { type: chart.logarithmic ? 'log' : 'value', name: chart.axis, nameLocation: 'middle', nameGap: 52 },
    ...(chart.kind === 'bars' ? bars(chart) : lines(chart)),
  });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return `${svg}\n`;
}

function bars({ categories, series, stacked }: BarChart) {
  return {
    xAxis: { type: 'category' as const, data: [...categories], axisLabel: everyLabel(categories.length) },
    series: series.map(({ name, values }) => ({
      type: 'bar' as const,
      name,
      data: [...values],
      ...(stacked && { stack: 'all' }),
    })),
  };
}

/** No label is left out: where there are many, they slant. */
const everyLabel = (labels: number) => ({ interval: 0, rotate: labels > 8 ? 25 : 0 });

function lines({ along, series }: LineChart) {
  return {
    xAxis: { type: 'value' as const, name: along, nameLocation: 'middle' as const, nameGap: 28 },
    series: series.map(({ name, points }) => ({
      type: 'line' as const,
      name,
      data: points.map((point) => [...point]),
      showSymbol: points.length < 30,
    })),
  };
}
