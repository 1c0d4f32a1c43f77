// What the page needs of the browser and WebAssembly cannot reach: storage, direction, scrolling.
window.salesflow = {
  get: (key) => sessionStorage.getItem(key) ?? localStorage.getItem(key),
  set: (key, value, keep) => (keep ? localStorage : sessionStorage).setItem(key, value),
  remove: (key) => { sessionStorage.removeItem(key); localStorage.removeItem(key); },
  direction: (language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  },
  toEnd: (id) => {
    const element = document.getElementById(id);
    if (element) element.scrollTop = element.scrollHeight;
  },
};
