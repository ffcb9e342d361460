import {Chart, theme, tip, tooltip} from './charts.js';

/** Where assets are: a plain map without a background, as that would come from elsewhere. */
export class AssetMap {
  #assets = [];
  #chosen = [];
  #chart;

  /** @param onchoose called with the asset that was pressed */
  constructor(element, onchoose) {
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', 'Map of the assets; the list below has the same');
    this.#chart = new Chart(element, chart => this.#draw(chart));
    this.#chart.on('click', event => onchoose(this.#assets[event.dataIndex]));
  }

  update(assets, chosen) {
    this.#assets = assets.filter(each => each.location);
    this.#chosen = chosen;
    this.#chart.draw();
  }

  #draw(chart) {
    const colours = theme();
    const longitudes = this.#assets.map(each => each.location.longitude);
    const latitudes = this.#assets.map(each => each.location.latitude);
    const middle = values => (Math.min(...values) + Math.max(...values)) / 2;
    const spread = values => Math.max(...values) - Math.min(...values);
    // As far to the north as to the east, in kilometres.
    const stretch = Math.cos(middle(latitudes) * Math.PI / 180);
    const radius = Math.max(spread(longitudes) * stretch, spread(latitudes), 0.02) * 0.62;
    const axis = (center, half) => ({
      type: 'value', min: center - half, max: center + half, splitNumber: 4,
      axisLabel: {show: false}, axisTick: {show: false}, axisLine: {show: false}, splitLine: {lineStyle: {color: colours.grid}},
    });
    const isChosen = asset => asset.sensors.some(each => this.#chosen.includes(each.name));
    chart.set({
      animation: false,
      grid: {left: 8, right: 8, top: 8, bottom: 8},
      xAxis: axis(middle(longitudes), radius / stretch),
      yAxis: axis(middle(latitudes), radius),
      tooltip: tooltip(colours, ([point]) => {
        const asset = this.#assets[point.dataIndex];
        return tip(asset.name || 'Without an asset', asset.sensors.slice(0, 8).map(each => [null, each.name, each.unit ?? '']));
      }, {trigger: 'item'}),
      series: [{
        type: 'scatter',
        symbolSize: 14,
        data: this.#assets.map(each => ({
          value: [each.location.longitude, each.location.latitude],
          itemStyle: {
            color: isChosen(each) ? colours.series(0) : colours.surface,
            borderColor: isChosen(each) ? colours.series(0) : colours.muted, borderWidth: 2,
          },
        })),
        label: {
          show: this.#assets.length <= 12, position: 'bottom', formatter: ({dataIndex}) => this.#assets[dataIndex].name,
          color: colours.muted, fontFamily: colours.font, fontSize: 11, width: 90, overflow: 'truncate',
        },
        labelLayout: {hideOverlap: true},
      }],
    });
  }
}
