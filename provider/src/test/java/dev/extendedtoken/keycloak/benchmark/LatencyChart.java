package dev.extendedtoken.keycloak.benchmark;

import dev.extendedtoken.keycloak.benchmark.Comparison.Result;
import java.util.List;
import java.util.Locale;

/**
 * Latencies by percentile as an SVG: one row of two lines for each comparison, both on the same scale of its own. It has no
 * colours of its own that a dark page would hide.
 */
final class LatencyChart {

    private static final int WIDTH = 360;
    private static final int HEIGHT = 120;
    private static final int COLUMNS = 2;
    private static final int LEFT = 60;
    private static final int CELL_WIDTH = WIDTH + LEFT + 24;
    private static final int CELL_HEIGHT = HEIGHT + 74;

    private LatencyChart() {}

    static String render(List<Result> all) {
        List<Result> results = all.stream().filter(result -> result.goal() > 0).toList();
        int rows = (results.size() + COLUMNS - 1) / COLUMNS;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">%n<title>Latency by percentile, in milliseconds</title>%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                COLUMNS * CELL_WIDTH,
                rows * CELL_HEIGHT,
                COLUMNS * CELL_WIDTH));
        for (int i = 0; i < results.size(); i++) {
            svg.append(cell(results.get(i), i % COLUMNS * CELL_WIDTH, i / COLUMNS * CELL_HEIGHT));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String cell(Result result, int x, int y) {
        double most = Math.max(last(result.base()), last(result.other()));
        StringBuilder cell = new StringBuilder(String.format(
                Locale.ROOT,
                "<g transform=\"translate(%d %d)\">%n<text x=\"0\" y=\"0\" font-weight=\"bold\" fill=\"#0066cc\">— %s</text>%n"
                        + "<text x=\"0\" y=\"14\" fill=\"#c9190b\">- - %s</text>%n",
                x + LEFT,
                y + 18,
                escaped(result.variant()),
                escaped(result.against())));
        cell.append(axes(most));
        cell.append(line(result.base(), most, "#c9190b", " stroke-dasharray=\"5 3\""));
        cell.append(line(result.other(), most, "#0066cc", ""));
        return cell.append("</g>\n").toString();
    }

    private static String axes(double most) {
        StringBuilder axes = new StringBuilder(String.format(
                Locale.ROOT,
                "<g transform=\"translate(0 24)\" stroke=\"#6a6e73\" fill=\"none\"><path d=\"M0 0V%d H%d\"/></g>%n",
                HEIGHT,
                WIDTH));
        axes.append(String.format(
                Locale.ROOT,
                "<text x=\"-4\" y=\"34\" text-anchor=\"end\">%.1f ms</text><text x=\"-4\" y=\"%d\" text-anchor=\"end\">0</text>%n",
                most,
                HEIGHT + 24));
        for (int i = 0; i < Latencies.PERCENTILES.size(); i++) {
            axes.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.0f\" y=\"%d\" text-anchor=\"middle\">p%s</text>",
                    x(i),
                    HEIGHT + 38,
                    Double.toString(Latencies.PERCENTILES.get(i)).replace(".0", "")));
        }
        return axes.append('\n').toString();
    }

    private static String line(Latencies latencies, double most, String colour, String dashes) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < latencies.values().size(); i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(i),
                    HEIGHT + 24 - HEIGHT * latencies.values().get(i) / most));
        }
        return String.format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
                points.toString().strip(), colour, dashes);
    }

    private static double x(int index) {
        return WIDTH * (index + 0.5) / Latencies.PERCENTILES.size();
    }

    private static double last(Latencies latencies) {
        return latencies.values().get(latencies.values().size() - 1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
