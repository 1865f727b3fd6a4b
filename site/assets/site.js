// It may come before the page is whole: then it waits.
(function (start) {
	if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
	else start();
})(function () {
	'use strict';
	var page = document.documentElement;
	var root = page.dataset.root || '';

	// What is remembered stays in this browser. One that keeps nothing is no reason to fail.
	var memory = {
		get: function (key) {
			try { return localStorage.getItem('hardenway/' + key); } catch (e) { return null; }
		},
		set: function (key, value) {
			try {
				if (value === null) localStorage.removeItem('hardenway/' + key);
				else localStorage.setItem('hardenway/' + key, value);
			} catch (e) { /* forgotten, then */ }
		}
	};

	function make(tag, props, text) {
		var e = document.createElement(tag);
		Object.keys(props || {}).forEach(function (k) {
			if (k in e && k !== 'list') e[k] = props[k]; else e.setAttribute(k, props[k]);
		});
		if (text) e.textContent = text;
		return e;
	}
	function all(selector, within) { return Array.from((within || document).querySelectorAll(selector)); }

	var tools = document.querySelector('.tools');

	// The theme: that of the system, until one is chosen.
	function theme() {
		var names = { light: 'Light', dark: 'Dark', auto: 'Auto' };
		var order = ['auto', 'light', 'dark'];
		var button = make('button', { type: 'button', className: 'theme' });
		function now() { return page.dataset.theme || 'auto'; }
		function label() {
			button.textContent = names[now()];
			button.setAttribute('aria-label', 'Theme: ' + names[now()]);
		}
		button.addEventListener('click', function () {
			var next = order[(order.indexOf(now()) + 1) % order.length];
			if (next === 'auto') delete page.dataset.theme; else page.dataset.theme = next;
			memory.set('theme', next === 'auto' ? null : next);
			label();
		});
		label();
		tools.appendChild(button);
	}

	// Copying: of a console block only what was typed.
	function copying() {
		if (!navigator.clipboard && !document.execCommand) return;
		var said = make('p', { className: 'quiet', role: 'status' });
		document.body.appendChild(said);
		all('.code').forEach(function (block) {
			var button = make('button', { type: 'button' }, 'Copy');
			button.setAttribute('aria-label', block.classList.contains('console') ? 'Copy the commands' : 'Copy');
			button.addEventListener('click', function () {
				put(copied(block)).then(function (ok) {
					button.textContent = ok ? 'Copied' : 'Not copied';
					said.textContent = button.textContent;
					setTimeout(function () { button.textContent = 'Copy'; said.textContent = ''; }, 2000);
				});
			});
			block.querySelector('.bar').appendChild(button);
		});
	}
	function copied(block) {
		var commands = all('.cmd', block);
		if (commands.length === 0) return block.querySelector('code').textContent;
		return commands.map(function (c) {
			if (c.dataset.copy) return c.dataset.copy;
			var clone = c.cloneNode(true);
			all('.ps', clone).forEach(function (prompt) { prompt.remove(); });
			return clone.textContent;
		}).join('\n');
	}
	function put(text) {
		// Pages from a disk may not have the newer way.
		function old() {
			var area = make('textarea', { value: text, className: 'quiet' });
			var back = document.activeElement;
			document.body.appendChild(area);
			area.select();
			var ok = false;
			try { ok = document.execCommand('copy'); } catch (e) { /* no, then */ }
			area.remove();
			if (back) back.focus();
			return ok;
		}
		if (!navigator.clipboard) return Promise.resolve(old());
		return navigator.clipboard.writeText(text).then(function () { return true; }, old);
	}

	// Blocks that do not scroll are no place to stop at.
	function stops() {
		all('pre[tabindex], .table[tabindex], .scroll[tabindex]').forEach(function (e) {
			if (e.clientWidth === 0) return;
			e.tabIndex = e.scrollWidth > e.clientWidth ? 0 : -1;
		});
	}

	// Search. The index is fetched when it is first wanted.
	var index = null, waiting = [];
	window.hardenwayIndex = function (entries) {
		index = entries.map(function (e) {
			return { e: e, title: fold(e.t), head: fold(e.h || ''), text: fold(e.x) };
		});
		waiting.forEach(function (f) { f(); });
		waiting = [];
	};
	function fold(text) { return text.toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"'); }
	function load(then) {
		if (index) { then(); return; }
		waiting.push(then);
		if (waiting.length > 1) return;
		var script = make('script', { src: root + 'search.js' });
		script.onerror = function () { waiting = []; say('The index could not be read.'); };
		document.head.appendChild(script);
	}
	function find(words) {
		var found = [];
		index.forEach(function (i) {
			var score = 0;
			for (var n = 0; n < words.length; n++) {
				var w = words[n], s = 0;
				if (i.title.indexOf(w) >= 0) s += starts(i.title, w) ? 12 : 5;
				if (i.head.indexOf(w) >= 0) s += starts(i.head, w) ? 8 : 4;
				var at = i.text.indexOf(w);
				if (at >= 0) s += starts(i.text, w) ? 3 : 1;
				if (s === 0) return;
				score += s;
			}
			if (!i.e.h) score += 1;
			if (i.e.k === 'page') score *= 0.6;
			found.push({ score: score, i: i });
		});
		found.sort(function (a, b) { return b.score - a.score; });
		// At most three places of one page.
		var of = {};
		return found.filter(function (f) {
			var p = f.i.e.p.split('#')[0];
			of[p] = (of[p] || 0) + 1;
			return of[p] <= 3;
		});
	}
	function starts(text, word) {
		for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
			if (at === 0 || !/[a-z0-9]/.test(text[at - 1])) return true;
		}
		return false;
	}
	// around is the part of a text in which the words stand, the words marked.
	function around(i, words) {
		var at = -1;
		words.forEach(function (w) {
			var p = i.text.indexOf(w);
			if (p >= 0 && (at < 0 || p < at)) at = p;
		});
		var from = Math.max(0, at - 50), text = i.e.x;
		if (from > 0) from = text.indexOf(' ', from) + 1;
		var part = text.slice(from, from + 150), p = make('p');
		var low = fold(part), done = 0;
		if (from > 0) p.append('… ');
		while (done < part.length) {
			var next = -1, length = 0;
			words.forEach(function (w) {
				var q = low.indexOf(w, done);
				if (q >= 0 && (next < 0 || q < next)) { next = q; length = w.length; }
			});
			if (next < 0) break;
			p.append(part.slice(done, next), make('mark', {}, part.slice(next, next + length)));
			done = next + length;
		}
		p.append(part.slice(done) + (from + 150 < text.length ? ' …' : ''));
		return p;
	}
	var dialog, input, list, status;
	function say(text) { status.textContent = text; }
	function search() {
		var button = make('button', { type: 'button', className: 'search' }, 'Search');
		button.setAttribute('aria-keyshortcuts', '/');
		button.setAttribute('aria-haspopup', 'dialog');
		tools.appendChild(button);
		dialog = make('dialog');
		dialog.setAttribute('aria-label', 'Search');
		var form = make('form', { className: 'find' });
		form.setAttribute('role', 'search');
		input = make('input', { type: 'search', placeholder: 'Words to find', autocomplete: 'off', spellcheck: false });
		input.setAttribute('aria-label', 'Words to find');
		var close = make('button', { type: 'button' }, 'Close');
		form.append(input, close);
		status = make('p', { className: 'status meta', role: 'status' });
		list = make('ol', { className: 'found' });
		dialog.append(form, status, list);
		document.body.appendChild(dialog);
		function open() {
			if (dialog.open) return;
			dialog.showModal();
			input.select();
			load(look);
		}
		button.addEventListener('click', open);
		close.addEventListener('click', function () { dialog.close(); });
		dialog.addEventListener('click', function (event) { if (event.target === dialog) dialog.close(); });
		form.addEventListener('submit', function (event) {
			event.preventDefault();
			var best = list.querySelector('a');
			if (best) best.click();
		});
		input.addEventListener('input', function () { load(look); });
		list.addEventListener('click', function (event) { if (event.target.closest('a')) dialog.close(); });
		dialog.addEventListener('close', function () {
			if (document.activeElement === document.body || dialog.contains(document.activeElement)) button.focus();
		});
		dialog.addEventListener('keydown', function (event) {
			if (event.key === 'Escape') {
				// In a search box it would only empty the box.
				event.preventDefault();
				dialog.close();
				return;
			}
			if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
			var links = all('a', list), at = links.indexOf(document.activeElement);
			at += event.key === 'ArrowDown' ? 1 : -1;
			event.preventDefault();
			if (at < 0) input.focus(); else if (links[at]) links[at].focus();
		});
		document.addEventListener('keydown', function (event) {
			if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
			if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
			event.preventDefault();
			open();
		});
	}
	function look() {
		var words = fold(input.value).split(/\s+/).filter(Boolean);
		list.textContent = '';
		if (words.length === 0) { say(''); return; }
		var found = find(words);
		say(found.length === 0 ? 'Nothing found.' : found.length === 1 ? '1 place' : found.length + ' places');
		found.slice(0, 30).forEach(function (f) {
			var e = f.i.e, li = make('li'), a = make('a', { href: root + e.p });
			a.append(make('span', { className: 'label' }, e.k + ' '), make('span', {}, e.t + (e.h ? ', ' + e.h : '')));
			a.append(around(f.i, words));
			li.append(a);
			list.append(li);
		});
	}

	// Questions. What was answered is kept by the question's id: 1 is right, 0 is wrong.
	var answers = {};
	function remembered() {
		try { answers = JSON.parse(memory.get('quiz/v1')) || {}; } catch (e) { answers = {}; }
		if (typeof answers !== 'object') answers = {};
	}
	function remember(id, ok) {
		if (ok === null) delete answers[id]; else answers[id] = ok ? 1 : 0;
		memory.set('quiz/v1', JSON.stringify(answers));
	}
	function plain(text) { return fold(text.normalize('NFKC')).replace(/[`'"´‘’‚‛“”„‟«»‹›]/g, '').replace(/\s+/g, ' ').trim(); }

	// grade marks each part of an answer and says whether all of it is right; null when nothing is answered.
	function grade(q) {
		var ok = true, given = false;
		function sign(of, right, says) {
			of.classList.remove('right', 'wrong');
			of.classList.add(right ? 'right' : 'wrong');
			of.querySelector('.sign').textContent = says;
		}
		switch (q.dataset.by) {
		case 'text':
			var field = q.querySelector('input[type=text]');
			given = field.value.trim() !== '';
			ok = JSON.parse(field.dataset.accept).some(function (a) { return plain(a) === plain(field.value); });
			break;
		case 'order': case 'match':
			var places = all('select', q);
			given = places.every(function (s) { return s.value !== ''; });
			if (!given) return null;
			places.forEach(function (s) {
				var right = s.value === s.dataset.right;
				ok = ok && right;
				sign(s.closest('li'), right, right ? '✓ right' : '✗ it is ' + s.dataset.right);
			});
			break;
		default:
			var inputs = all('input', q);
			given = inputs.some(function (i) { return i.checked; });
			if (!given) return null;
			inputs.forEach(function (i) {
				var right = 'right' in i.dataset;
				if (i.checked !== right) ok = false;
				if (i.checked || right) sign(i.closest('label'), right, i.checked ? (right ? '✓ right' : '✗ wrong') : '✓ this too');
			});
			if (q.dataset.by === 'radio' && !ok) all('input:not(:checked)[data-right]', q).forEach(function (i) { i.closest('label').querySelector('.sign').textContent = '✓ this one'; });
		}
		return given ? ok : null;
	}
	function clear(q) {
		q.reset();
		delete q.dataset.ok;
		all('.right, .wrong', q).forEach(function (e) { e.classList.remove('right', 'wrong'); });
		all('.sign', q.querySelector('.options, .places') || document.createElement('p')).forEach(function (e) { e.textContent = ''; });
		q.querySelector('.verdict').textContent = '';
		q.querySelector('.answer').open = false;
	}
	function quizzes() {
		remembered();
		all('.quiz').forEach(function (quiz) {
			var questions = all('.q', quiz), status = quiz.querySelector('.score p');
			function score() {
				var done = questions.filter(function (q) { return q.dataset.q in answers; });
				var right = done.filter(function (q) { return answers[q.dataset.q] === 1; }).length;
				status.textContent = done.length === 0 ? '' : right + ' of ' + done.length + ' right' + (done.length < questions.length ? ', ' + (questions.length - done.length) + ' to go.' : '.');
				reset.hidden = done.length === 0;
			}
			var reset = make('button', { type: 'button' }, 'Begin again');
			reset.addEventListener('click', function () {
				questions.forEach(function (q) { remember(q.dataset.q, null); clear(q); });
				score();
				status.textContent = 'All answers of this page are forgotten.';
			});
			quiz.querySelector('.score').append(reset);
			questions.forEach(function (q) {
				var verdict = make('p', { className: 'verdict', role: 'status' });
				q.querySelector('.do').append(make('button', { type: 'submit' }, 'Check'), verdict);
				q.addEventListener('submit', function (event) {
					event.preventDefault();
					all('.right, .wrong', q).forEach(function (e) { e.classList.remove('right', 'wrong'); e.querySelector('.sign').textContent = ''; });
					var ok = grade(q);
					if (ok === null) { verdict.textContent = 'There is no answer yet.'; delete q.dataset.ok; return; }
					q.dataset.ok = ok ? '1' : '0';
					verdict.textContent = ok ? 'Right.' : 'Not right.';
					q.querySelector('.answer').open = true;
					remember(q.dataset.q, ok);
					score();
				});
				if (q.dataset.q in answers) verdict.textContent = answers[q.dataset.q] === 1 ? 'Right, the last time.' : 'Not right, the last time.';
			});
			score();
		});
		// Questions that nobody but the reader can judge.
		var known = {};
		try { known = JSON.parse(memory.get('self/v1')) || {}; } catch (e) { known = {}; }
		all('.self').forEach(function (d) {
			var key = location.pathname.replace(/^.*\//, '') + '#' + d.id, row = d.querySelector('.knew');
			var buttons = [['I knew that', 1], ['Not quite', 0]].map(function (b) {
				var button = make('button', { type: 'button' }, b[0]);
				button.addEventListener('click', function () {
					known[key] = known[key] === b[1] ? undefined : b[1];
					memory.set('self/v1', JSON.stringify(known));
					show();
				});
				row.append(button);
				return [button, b[1]];
			});
			function show() {
				if (known[key] === undefined) delete d.dataset.known; else d.dataset.known = known[key];
				buttons.forEach(function (b) { b[0].setAttribute('aria-pressed', String(known[key] === b[1])); });
			}
			show();
		});
	}

	if (tools) { search(); theme(); }
	copying();
	quizzes();
	stops();
	addEventListener('resize', stops);
	all('details').forEach(function (d) { d.addEventListener('toggle', stops); });
	// A link into a fold opens it.
	function unfold() {
		var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
		for (var e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
		if (target && target.closest('details')) target.scrollIntoView();
	}
	addEventListener('hashchange', unfold);
	unfold();
	page.classList.add('ready');
});
