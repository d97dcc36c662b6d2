/* Charts out of the table that stands beside them: the numbers are those of the table, by
   construction. Without this file the server's own bars stand there. */
(function () {
  "use strict";

  if (!window.echarts) {
    return;
  }
  var colours = getComputedStyle(document.documentElement);
  function colour(name) {
    return colours.getPropertyValue(name).trim();
  }

  // 12,345,678 元 is read as 1,234.6 万; what is counted stays as it is.
  function short(value, unit) {
    if (unit === "元" && Math.abs(value) >= 10000) {
      return (value / 10000).toLocaleString("zh-CN", { maximumFractionDigits: 1 }) + "万";
    }
    return value.toLocaleString("zh-CN");
  }

  function rowsOf(block) {
    return Array.prototype.map.call(block.querySelectorAll("tbody tr"), function (row) {
      var link = row.querySelector("a");
      return {
        label: row.querySelector("th").textContent.trim(),
        value: Number(row.querySelector("[data-value]").getAttribute("data-value")),
        url: link ? link.href : ""
      };
    });
  }

  function draw(block) {
    var drawn = block.querySelector("[data-chart-drawn]");
    var bars = drawn && drawn.querySelector("svg");
    var rows = rowsOf(block);
    if (!bars || !rows.length) {
      return null;
    }
    var across = block.getAttribute("data-chart") === "town";
    var unit = block.getAttribute("data-unit");
    var canvas = document.createElement("div");
    canvas.className = "figure-canvas";
    canvas.setAttribute("aria-hidden", "true");
    bars.parentNode.insertBefore(canvas, bars);
    bars.setAttribute("hidden", "");
    var large = document.querySelector(".wall") ? 18 : 13;
    var names = {
      type: "category",
      inverse: across,
      data: rows.map(function (row) { return row.label; }),
      axisLabel: { color: colour("--ink-soft"), fontSize: large, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("--line-strong") } }
    };
    var numbers = {
      type: "value",
      axisLabel: {
        color: colour("--ink-soft"),
        fontSize: large,
        hideOverlap: true,
        formatter: function (value) { return short(value, unit); }
      },
      splitLine: { lineStyle: { color: colour("--line") } }
    };
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    var chart = window.echarts.init(canvas);
    chart.setOption({
      animation: !still,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: across ? 72 : 16, top: 28, bottom: 8, containLabel: true },
      xAxis: across ? numbers : names,
      yAxis: across ? names : numbers,
      series: [{
        type: "bar",
        barMaxWidth: 28,
        itemStyle: { color: colour("--pine-bright") },
        label: {
          // Beside one another twelve amounts need room; the table has them in any case.
          show: across || canvas.clientWidth >= 48 * rows.length,
          position: across ? "right" : "top",
          color: colour("--ink"),
          fontSize: large,
          formatter: function (point) { return point.value ? short(point.value, unit) : ""; }
        },
        data: rows.map(function (row) { return row.value; })
      }]
    });
    chart.on("click", function (point) {
      if (rows[point.dataIndex] && rows[point.dataIndex].url) {
        window.location.href = rows[point.dataIndex].url;
      }
    });
    return chart;
  }

  var charts = Array.prototype.map
    .call(document.querySelectorAll("[data-chart]"), draw)
    .filter(Boolean);
  function fit() {
    charts.forEach(function (chart) { chart.resize(); });
  }
  window.addEventListener("resize", fit);
  // A screen of the wall that was hidden had no width to draw in.
  document.addEventListener("wall:shown", fit);
})();
