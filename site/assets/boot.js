// Before anything is seen: the theme that was chosen, and that there are scripts.
(function (page) {
	try {
		var theme = localStorage.getItem('hardenway/theme');
		if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;
	} catch (e) { /* a browser that keeps nothing */ }
	page.classList.add('js');
	var script = document.createElement('script');
	script.src = 'THE_SCRIPT';
	document.head.appendChild(script);
})(document.documentElement);
