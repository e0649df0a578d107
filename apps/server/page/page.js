'use strict';
// The page of the model server: strokes become the 28 x 28 pixels that a network for MNIST knows, the
// server's answer becomes a table. It loads nothing from anywhere but this server.

const texts = {
  en: {
    title: 'Draw a digit', served: 'Served:', yourDigit: 'Your digit', undo: 'Undo', clear: 'Clear', picture: 'Picture…',
    help: 'Draw with mouse, finger or pen, or drop a picture.',
    keys: 'By keyboard: arrow keys move the pen, Space sets it down and lifts it, U undoes, C clears.',
    pad: 'Drawing area', answer: 'What the network says', probability: 'PROBABILITY', number: 'NUMBER', bar: 'Bar',
    sees: 'What it sees', seesLabel: 'The digit as the network sees it', centred: '28 × 28 pixels, centred by mass',
    noDigits: 'This model does not read drawn digits. It answers programs:', about: 'About the server', metrics: 'Metrics',
    said: (digit, percent) => `It reads ${digit === 8 ? 'an' : 'a'} ${digit}, with ${percent}.`, empty: 'Nothing is drawn yet.',
    units: (layer, all) => `The most active of ${all} units in “${layer}”`, unit: (n) => `unit ${n}`,
    version: (v) => `version ${v}`, input: 'Input', output: 'Output', call: 'How to call it', any: 'any',
    down: 'The pen is down.', up: 'The pen is up.', notPicture: 'That is no picture that this browser can show.',
    failed: (why) => `The server did not answer: ${why}`, refused: (why) => `The server refused: ${why}`,
    scores: 'The network gives scores; the table shows their softmax.', noNumber: 'The network answers with what is no number (NaN).',
    none: 'no model at the moment',
  },
  ko: {
    title: '숫자를 그려 보세요', served: '서비스 중인 모델:', yourDigit: '내가 그린 숫자', undo: '실행 취소', clear: '지우기', picture: '그림…',
    help: '마우스, 손가락, 펜으로 그리거나 그림을 끌어다 놓으세요.',
    keys: '키보드: 화살표로 펜을 움직이고, 스페이스로 펜을 내리고 올리며, U는 실행 취소, C는 지우기입니다.',
    pad: '그리는 곳', answer: '신경망의 답', probability: '확률', number: '숫자', bar: '막대',
    sees: '신경망이 보는 것', seesLabel: '신경망이 보는 숫자', centred: '28 × 28 픽셀, 무게 중심을 가운데로',
    noDigits: '이 모델은 손으로 그린 숫자를 읽지 않습니다. 프로그램이 이렇게 부를 수 있습니다:', about: '서버 정보', metrics: '지표',
    said: (digit, percent) => `${percent} 확률로 ${digit}${[0, 3, 6].includes(digit) ? '으로' : '로'} 읽습니다.`, empty: '아직 그린 것이 없습니다.',
    units: (layer, all) => `“${layer}” 층의 유닛 ${all}개 중 가장 활성화된 유닛`, unit: (n) => `유닛 ${n}`,
    version: (v) => `버전 ${v}`, input: '입력', output: '출력', call: '부르는 방법', any: '임의',
    down: '펜을 내렸습니다.', up: '펜을 올렸습니다.', notPicture: '이 브라우저가 보여 줄 수 있는 그림이 아닙니다.',
    failed: (why) => `서버가 답하지 않았습니다: ${why}`, refused: (why) => `서버가 거절했습니다: ${why}`,
    scores: '신경망이 점수를 내놓으므로, 표에는 소프트맥스를 거친 값이 나옵니다.', noNumber: '신경망의 답이 수가 아닙니다(NaN).',
    none: '지금은 모델이 없습니다',
  },
};
const wanted = (navigator.languages || [navigator.language]).map((l) => l.slice(0, 2));
const language = wanted.find((l) => l in texts) || 'en';
const t = texts[language];
const $ = (id) => document.getElementById(id);

document.documentElement.lang = language;
document.title = `Keratin: ${t.title}`;
for (const e of document.querySelectorAll('[data-text]')) e.textContent = t[e.dataset.text];
for (const e of document.querySelectorAll('[data-label]')) e.setAttribute('aria-label', t[e.dataset.label]);

// --- the drawing: a list of strokes, each a list of points in [0, size), or a picture underneath ---
const size = 560, pen = 44, keyStep = 14;
const pad = $('pad'), g = pad.getContext('2d', {willReadFrequently: true});
const small = $('small'), s = small.getContext('2d', {willReadFrequently: true});
let strokes = [], picture = null, open = null;
let cursor = {x: size / 2, y: size / 4, isShown: false};

function paintInk(to) {
  to.fillStyle = '#fff';
  to.fillRect(0, 0, size, size);
  if (picture) to.drawImage(picture, 0, 0);
  to.lineWidth = pen;
  to.lineCap = to.lineJoin = 'round';
  to.strokeStyle = '#000';
  for (const points of strokes) {
    to.beginPath();
    to.moveTo(points[0].x, points[0].y);
    for (const p of points) to.lineTo(p.x, p.y);
    to.stroke();
  }
}
const ink = document.createElement('canvas');
ink.width = ink.height = size;
const inkContext = ink.getContext('2d', {willReadFrequently: true});

function paint() {
  paintInk(inkContext);
  g.drawImage(ink, 0, 0);
  if (cursor.isShown) {
    g.lineWidth = 4;
    g.strokeStyle = '#1f6fb2';
    g.beginPath();
    g.arc(cursor.x, cursor.y, open ? pen / 2 : pen / 3, 0, 2 * Math.PI);
    g.stroke();
  }
  const isEmpty = strokes.length === 0 && !picture;
  $('undo').disabled = $('clear').disabled = isEmpty;
  ask();
}

// As MNIST was made: the ink scaled into 20 x 20, its centre of mass in the middle of 28 x 28.
function pixels() {
  const d = inkContext.getImageData(0, 0, size, size).data;
  let x0 = size, x1 = -1, y0 = size, y1 = -1;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (d[4 * (y * size + x)] < 128) {
        x0 = Math.min(x0, x); x1 = Math.max(x1, x);
        y0 = Math.min(y0, y); y1 = Math.max(y1, y);
      }
    }
  }
  if (x1 < 0) return null;
  const w = x1 - x0 + 1, h = y1 - y0 + 1, k = 20 / Math.max(w, h);
  // Half the size again and again, so that no ink is lost between pixels.
  let from = ink, area = [x0, y0, w, h], scale = 1;
  while (k / scale < 0.5) {
    const half = document.createElement('canvas');
    half.width = Math.max(1, Math.ceil(area[2] / 2));
    half.height = Math.max(1, Math.ceil(area[3] / 2));
    const c = half.getContext('2d');
    c.fillStyle = '#fff';
    c.fillRect(0, 0, half.width, half.height);
    c.drawImage(from, ...area, 0, 0, area[2] / 2, area[3] / 2);
    area = [0, 0, area[2] / 2, area[3] / 2];
    from = half;
    scale /= 2;
  }
  const draw = (left, top) => {
    s.fillStyle = '#fff';
    s.fillRect(0, 0, 28, 28);
    s.imageSmoothingEnabled = true;
    s.imageSmoothingQuality = 'high';
    s.drawImage(from, ...area, left, top, w * k, h * k);
    const e = s.getImageData(0, 0, 28, 28).data;
    return Array.from({length: 784}, (_, i) => 255 - e[4 * i]);
  };
  const left = (28 - w * k) / 2, top = (28 - h * k) / 2;
  let mass = 0, mx = 0, my = 0;
  draw(left, top).forEach((v, i) => {
    mass += v;
    mx += v * (i % 28 + 0.5);
    my += v * (Math.floor(i / 28) + 0.5);
  });
  return draw(left + Math.round(14 - mx / mass), top + Math.round(14 - my / mass));
}

// --- the answer ---
let model = null, isBusy = false, isAgain = false, told = '', telling = 0;

// To a screen reader, after a while, unless there is something newer; never the same twice.
function tell(text, wait) {
  clearTimeout(telling);
  telling = setTimeout(() => { if (text !== told) $('told').textContent = told = text; }, wait);
}
// The server writes NaN and Infinity as TensorFlow Serving does; JSON has no such words.
const parsed = (text) => JSON.parse(text.replace(/(?<=[[:, ])-?(?:NaN|Infinity)(?=[,\]} ])/g, 'null'));
// Scores, such as a network gives that ends without softmax, are no shares of one.
function shares(values) {
  model.gives_scores = model.gives_scores || values.some((v) => v < 0 || v > 1);
  $('scores').hidden = !model.gives_scores;
  if (!model.gives_scores) return values;
  const most = Math.max(...values), powers = values.map((v) => Math.exp(v - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((v) => v / sum);
}

function shaped(values) {
  const shape = model.inputs[0].shape.slice(1);
  const scaled = model.takes_bytes || !model.inputs[0].dtype.includes('float') ? values : values.map((v) => v / 255);
  if (shape.length === 1) return scaled;
  const rows = Array.from({length: 28}, (_, y) => scaled.slice(28 * y, 28 * y + 28));
  return shape.length === 2 ? rows : rows.map((row) => row.map((v) => [v]));
}
async function ask() {
  if (!model || !model.reads_digits) return;
  if (isBusy) { isAgain = true; return; }
  const image = pixels();
  if (!image) {
    s.fillStyle = '#fff';
    s.fillRect(0, 0, 28, 28);
    show(new Array(10).fill(0), null);
    return;
  }
  isBusy = true;
  try {
    const answer = await fetch(`/page/models/${encodeURIComponent(model.name)}/activations`,
      {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({instances: [shaped(image)]})});
    const said = parsed(await answer.text());
    const isNumbers = answer.ok && !said.predictions[0].includes(null);
    if (isNumbers) show(shares(said.predictions[0]), said);
    $('problem').textContent = !answer.ok ? t.refused(said.error) : isNumbers ? '' : t.noNumber;
  } catch (error) {
    $('problem').textContent = t.failed(error.message);
  }
  isBusy = false;
  if (isAgain) { isAgain = false; ask(); }
}
function bar(parent) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 100 10');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  rect.setAttribute('height', '10');
  svg.append(rect);
  parent.append(svg);
  return rect;
}
const percent = (v) => `${(100 * v).toFixed(0)}%`;
const bars = [];
for (let i = 0; i < 10; i++) {
  const row = $('rows').insertRow();
  row.insertCell().textContent = '0%';
  row.insertCell().textContent = `[${i}]`;
  const cell = row.insertCell();
  cell.className = 'bar';
  bars.push(bar(cell));
}
function show(values, said) {
  const isEmpty = !said, best = values.indexOf(Math.max(...values));
  values.forEach((v, i) => {
    const row = $('rows').rows[i];
    row.cells[0].textContent = percent(v);
    row.className = !isEmpty && i === best ? 'best' : '';
    bars[i].setAttribute('width', String(Math.max(0, Math.min(100, 100 * v))));
  });
  $('said').textContent = isEmpty ? t.empty : t.said(best, percent(values[best]));
  // A screen reader is told when the pen is up and the drawing rests, not at each point of it.
  if (!open && !(isEmpty && !told)) tell($('said').textContent, 800);
  const units = said && said.units;
  $('hidden').hidden = !units;
  if (!units) return;
  $('units-title').textContent = t.units(said.layer, said.of);
  const most = Math.max(...units.map((u) => u.value || 0), 1e-9);
  $('units').replaceChildren(...units.map((u) => {
    const item = document.createElement('li');
    const number = document.createElement('span'), value = document.createElement('span'), line = document.createElement('div');
    number.textContent = u.unit;
    number.setAttribute('aria-label', t.unit(u.unit));
    value.textContent = u.value === null ? 'NaN' : u.value.toFixed(2);
    bar(line).setAttribute('width', String(Math.max(0, 100 * u.value / most)));
    item.append(number, value, line);
    return item;
  }));
}

// --- drawing by mouse, finger and pen ---
const at = (e) => {
  const b = pad.getBoundingClientRect();
  return {x: (e.clientX - b.left) * size / b.width, y: (e.clientY - b.top) * size / b.height};
};
let pointer = null;
pad.addEventListener('pointerdown', (e) => {
  if (pointer !== null || e.button !== 0) return;
  pointer = e.pointerId;
  pad.setPointerCapture(e.pointerId);
  cursor.isShown = false;
  open = [at(e)];
  strokes.push(open);
  paint();
});
pad.addEventListener('pointermove', (e) => {
  if (e.pointerId !== pointer || !open) return;
  const all = e.getCoalescedEvents ? e.getCoalescedEvents() : [];
  for (const part of all.length ? all : [e]) open.push(at(part));
  paint();
});
for (const end of ['pointerup', 'pointercancel']) {
  pad.addEventListener(end, (e) => {
    if (e.pointerId !== pointer) return;
    pointer = open = null;
    paint();
  });
}

// --- and by keyboard ---
const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
function undo() {
  open = null;
  if (strokes.length) strokes.pop(); else picture = null;
  paint();
}
function clear() {
  open = picture = null;
  strokes = [];
  cursor = {...cursor, x: size / 2, y: size / 4};
  paint();
}
pad.addEventListener('focus', () => { cursor.isShown = pad.matches(':focus-visible'); paint(); });
pad.addEventListener('blur', () => { cursor.isShown = false; open = pointer === null ? null : open; paint(); });
pad.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) {
    if (e.key.toLowerCase() === 'z' && !e.altKey) { e.preventDefault(); undo(); }
    return;
  }
  if (e.key in moves) {
    const step = e.shiftKey ? 3 * keyStep : keyStep;
    cursor.x = Math.max(pen / 2, Math.min(size - pen / 2, cursor.x + step * moves[e.key][0]));
    cursor.y = Math.max(pen / 2, Math.min(size - pen / 2, cursor.y + step * moves[e.key][1]));
    if (open && pointer === null) open.push({x: cursor.x, y: cursor.y});
  } else if (e.key === ' ') {
    if (open) {
      open = null;
    } else {
      open = [{x: cursor.x, y: cursor.y}];
      strokes.push(open);
    }
    tell(open ? t.down : t.up, 0);
  } else if (e.key.toLowerCase() === 'u' || e.key === 'Backspace') {
    undo();
  } else if (e.key.toLowerCase() === 'c' || e.key === 'Escape' || e.key === 'Delete') {
    clear();
  } else {
    return;
  }
  e.preventDefault();
  cursor.isShown = true;
  paint();
});
$('undo').addEventListener('click', undo);
$('clear').addEventListener('click', clear);

// --- a picture: dark on light or light on dark, cut where the ink is ---
async function take(file) {
  if (!model || !model.reads_digits) return;
  try {
    const image = await createImageBitmap(file);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    const c = canvas.getContext('2d', {willReadFrequently: true});
    const k = 0.9 * size / Math.max(image.width, image.height), w = image.width * k, h = image.height * k;
    const x = Math.round((size - w) / 2), y = Math.round((size - h) / 2);
    c.fillStyle = '#fff';
    c.fillRect(x, y, w, h);
    c.drawImage(image, x, y, w, h);
    const area = [x, y, Math.max(1, Math.floor(w)), Math.max(1, Math.floor(h))];
    const data = c.getImageData(...area), d = data.data, grey = new Uint8Array(d.length / 4);
    for (let i = 0; i < grey.length; i++) grey[i] = Math.round(0.299 * d[4 * i] + 0.587 * d[4 * i + 1] + 0.114 * d[4 * i + 2]);
    const limit = threshold(grey);
    const dark = grey.reduce((n, v) => n + (v <= limit), 0), isInverse = dark > grey.length / 2;
    for (let i = 0; i < grey.length; i++) {
      const isInk = (grey[i] <= limit) !== isInverse;
      d[4 * i] = d[4 * i + 1] = d[4 * i + 2] = isInk ? 0 : 255;
      d[4 * i + 3] = 255;
    }
    c.fillStyle = '#fff';
    c.fillRect(0, 0, size, size);
    c.putImageData(data, area[0], area[1]);
    strokes = [];
    picture = canvas;
    $('problem').textContent = '';
    paint();
  } catch {
    $('problem').textContent = t.notPicture;
  }
}
// Otsu: the grey that splits the two heaps of greys best.
function threshold(grey) {
  const counts = new Array(256).fill(0);
  let sum = 0;
  for (const v of grey) { counts[v]++; sum += v; }
  let below = 0, belowSum = 0, best = 127, most = -1;
  for (let v = 0; v < 255; v++) {
    below += counts[v];
    belowSum += v * counts[v];
    const above = grey.length - below;
    if (!below || !above) continue;
    const apart = belowSum / below - (sum - belowSum) / above, between = below * above * apart * apart;
    if (between > most) { most = between; best = v; }
  }
  return best;
}
$('file').addEventListener('change', () => { if ($('file').files[0]) take($('file').files[0]); $('file').value = ''; });
for (const name of ['dragover', 'drop', 'dragleave']) {
  document.addEventListener(name, (e) => {
    e.preventDefault();
    pad.classList.toggle('dropping', name === 'dragover');
    if (name === 'drop' && e.dataTransfer.files[0]) take(e.dataTransfer.files[0]);
  });
}
document.addEventListener('paste', (e) => { if (e.clipboardData.files[0]) take(e.clipboardData.files[0]); });

// --- which model ---
function describe(infos, title) {
  const list = document.createElement('ul');
  for (const info of infos) {
    const item = document.createElement('li');
    item.textContent = `${title} ${info.name}: ${info.dtype} (${info.shape.map((n) => n < 0 ? t.any : n).join(', ')})`;
    list.append(item);
  }
  return list;
}
function example(info) {
  const lists = (shape) => shape.length === 0 ? (info.dtype === 'bool' ? 'true' : '0')
    : '[' + (shape[0] > 8 ? [lists(shape.slice(1)), '…'] : Array(Math.abs(shape[0])).fill(lists(shape.slice(1)))).join(', ') + ']';
  return lists(info.shape.slice(1));
}
function choose(chosen) {
  model = chosen;
  $('served').textContent = ($('model').hidden ? `${model.name}, ` : '') + t.version(model.version);
  $('digit').hidden = !model.reads_digits;
  $('other').hidden = model.reads_digits;
  document.querySelector('h1').textContent = model.reads_digits ? t.title : model.name;
  if (model.reads_digits) return paint();
  const heading = document.createElement('h2'), code = document.createElement('pre');
  heading.textContent = t.call;
  const row = model.inputs.length === 1 ? example(model.inputs[0])
    : '{' + model.inputs.map((i) => `"${i.name}": ${example(i)}`).join(', ') + '}';
  code.textContent = `curl ${location.origin}/v1/models/${encodeURIComponent(model.name)}:predict \\\n  -d '{"instances": [${row}]}'\n\ncurl ${location.origin}/v2/models/${encodeURIComponent(model.name)}`;
  $('info').replaceChildren(describe(model.inputs, t.input), describe(model.outputs, t.output), heading, code);
}
async function begin() {
  try {
    const {models} = await (await fetch('/page/models')).json();
    const select = $('model');
    if (models.length > 1) {
      select.hidden = false;
      select.setAttribute('aria-label', t.served);
      for (const m of models) select.add(new Option(m.name, m.name));
      select.addEventListener('change', () => choose(models[select.selectedIndex]));
    }
    const first = Math.max(0, models.findIndex((m) => m.reads_digits));
    select.selectedIndex = first;
    if (models.length) choose(models[first]);
    else $('served').textContent = t.none;
  } catch (error) {
    $('digit').hidden = false;
    $('problem').textContent = t.failed(error.message);
  }
}
begin();
