// It may come before the page is whole: then it waits.
(function (start) {
	if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
	else start();
})(function () {
	'use strict';
	var page = document.documentElement;
	var slides = Array.from(document.querySelectorAll('.slide'));
	var status = document.querySelector('.at');
	var speaker = new URLSearchParams(location.search).has('notes');
	var other = speaker ? window.opener : null;
	var now = -1;

	document.querySelector('.keys').hidden = false;
	if (speaker) page.classList.add('speaker');

	function at() {
		var id = location.hash.slice(1);
		var i = slides.findIndex(function (s) { return s.id === id; });
		return i < 0 ? 0 : i;
	}

	// A slide that is too full gets smaller letters rather than a scroll bar.
	function fit(slide) {
		var face = slide.querySelector('.face');
		if (speaker) return;
		for (var size = 1; size >= 0.28; size -= 0.06) {
			face.style.setProperty('--fit', size.toFixed(2));
			if (face.scrollHeight <= face.clientHeight) return;
		}
	}

	function show(i, quiet) {
		i = Math.max(0, Math.min(slides.length - 1, i));
		if (i === now) return;
		now = i;
		slides.forEach(function (s, n) { s.classList.toggle('now', n === i); });
		fit(slides[i]);
		status.textContent = (i + 1) + ' / ' + slides.length;
		try {
			history.replaceState(null, '', '#' + slides[i].id);
		} catch (e) { location.hash = slides[i].id; }
		if (!quiet && other && !other.closed) other.postMessage({ hardenwaySlide: i }, '*');
	}

	function notes() {
		if (speaker) return;
		if (other && !other.closed) { other.focus(); return; }
		other = window.open(location.href.replace(/[?#].*$/, '') + '?notes#' + slides[now].id, 'hardenway-notes', 'width=900,height=700');
		if (!other) page.classList.toggle('below');
		fit(slides[now]);
	}

	addEventListener('message', function (event) {
		if (event.source === other && event.data && Number.isInteger(event.data.hardenwaySlide)) show(event.data.hardenwaySlide, true);
	});
	addEventListener('hashchange', function () { show(at()); });
	addEventListener('resize', function () { fit(slides[now]); });
	addEventListener('keydown', function (event) {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		switch (event.key) {
		case 'ArrowRight': case 'ArrowDown': case 'PageDown': case ' ':
			if (event.key === ' ' && /^(A|BUTTON|SUMMARY)$/.test(event.target.tagName)) return;
			show(now + (event.shiftKey ? -1 : 1));
			break;
		case 'ArrowLeft': case 'ArrowUp': case 'PageUp': show(now - 1); break;
		case 'Home': show(0); break;
		case 'End': show(slides.length - 1); break;
		case 's': notes(); break;
		case 'n': page.classList.toggle('below'); fit(slides[now]); break;
		default: return;
		}
		event.preventDefault();
	});
	var x = 0;
	addEventListener('touchstart', function (event) { x = event.changedTouches[0].clientX; }, { passive: true });
	addEventListener('touchend', function (event) {
		var by = event.changedTouches[0].clientX - x;
		if (Math.abs(by) > 60) show(now + (by < 0 ? 1 : -1));
	}, { passive: true });
	show(at(), true);
	page.classList.add('ready');
});
