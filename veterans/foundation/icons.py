"""Line icons drawn for the portal: the inside of a 24 × 24 SVG, by name. Plain data.

State icons differ in outline (circle, triangle, octagon, broken circle, square), so that a state
is told apart without colour.
"""

ICONS: dict[str, str] = {
    "ok": '<circle cx="12" cy="12" r="9"/><path d="M8 12.4l2.8 2.8L16.2 9.4"/>',
    "warn": '<path d="M12 4L2.8 20h18.4z"/><path d="M12 10v4.6M12 17.2v.2"/>',
    "bad": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"/>'
    '<path d="M9 9l6 6M15 9l-6 6"/>',
    "idle": '<circle cx="12" cy="12" r="9" stroke-dasharray="3.4 2.3"/><path d="M8 12h8"/>',
    "info": '<rect x="3.5" y="3.5" width="17" height="17" rx="2"/><path d="M12 11v5.5M12 7.6v.2"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.4 15.4L21 21"/>',
    "phone": '<path d="M5 3.5h4l1.8 4.6-2.4 1.7a12 12 0 005.8 5.8l1.7-2.4 4.6 1.8v4'
    'a1.8 1.8 0 01-2 1.8A17 17 0 013.2 5.5 1.8 1.8 0 015 3.5z"/>',
    "place": '<path d="M12 21.5S5 15 5 9.8a7 7 0 0114 0c0 5.2-7 11.7-7 11.7z"/>'
    '<circle cx="12" cy="9.8" r="2.6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.7 2.2"/>',
    "home": '<path d="M3.5 11.5L12 4l8.5 7.5"/><path d="M6 10v10h12V10"/>',
    "list": '<path d="M8.5 6h12M8.5 12h12M8.5 18h12M4 6h.2M4 12h.2M4 18h.2"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-4.2 4-6 8-6s7.2 1.8 8 6"/>',
    "file": '<path d="M6 3h8l4 4v14H6z"/><path d="M14 3v4h4M9 12h6M9 16h6"/>',
    "download": '<path d="M12 4v11M7.5 10.8L12 15.3l4.5-4.5M4 20h16"/>',
    "upload": '<path d="M12 15V4.5M7.5 8.7L12 4.2l4.5 4.5M4 20h16"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V8h16v9h-3"/><path d="M7 14h10v6.5H7z"/>',
    "back": '<path d="M10 5l-7 7 7 7M3.5 12H21"/>',
    "next": '<path d="M9 5l7 7-7 7"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "up": '<path d="M12 20V5M6 11l6-6 6 6"/>',
    "down": '<path d="M12 4v15M6 13l6 6 6-6"/>',
    "more": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z"/>',
    "visit": '<path d="M3 11l6-5.5 6 5.5M5 9.8V19h8v-4.5"/><circle cx="18.5" cy="12.5" r="2"/>'
    '<path d="M15 20c.2-2.9 1.5-4.4 3.5-4.4s3.3 1.5 3.5 4.4"/>',
    "letter": '<path d="M3 5.5h18v13H3z"/><path d="M3.5 6l8.5 7 8.5-7"/>',
    "talk": '<path d="M4 5h16v11h-8l-4.5 4v-4H4z"/><path d="M8 9.2h8M8 12.2h5"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0112 0v5.5l1.5 1.5h-15z"/><path d="M10 20.5h4"/>',
    "loud": '<path d="M4 9.5v5h4l5 4.5V5L8 9.5z"/>'
    '<path d="M16 9a4.2 4.2 0 010 6M18.6 6.5a8 8 0 010 11"/>',
    "leave": '<path d="M10 4H4v16h6M9 12h11M16 7.5l4.5 4.5-4.5 4.5"/>',
}

TONES = frozenset({"ok", "warn", "bad", "idle", "info"})
