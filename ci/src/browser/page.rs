//! What a reader does with a page.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::cdp::Browser;

/// Keys by name, with the code that pages of the older kind look at.
const KEYS: [(&str, u32); 7] = [
    ("Enter", 13),
    ("Escape", 27),
    ("ArrowUp", 38),
    ("ArrowDown", 40),
    ("Tab", 9),
    ("/", 191),
    ("s", 83),
];

impl Browser {
    /// Opens a page and waits until it, or the page that it sends the reader on to, has loaded.
    pub(crate) fn open(&mut self, address: &str) -> anyhow::Result<()> {
        // An address that differs in its fragment only would load nothing. And once the empty page is there, no
        // event of an earlier one can be on its way any more.
        let blank = self.navigate("about:blank")?;
        self.loaded(|of| of["loaderId"] == blank["loaderId"])?;
        self.drop_events(|event| event["method"] == "Page.lifecycleEvent");
        let page = self.navigate(address)?;
        self.loaded(|of| of["frameId"] == page["frameId"])
            .with_context(|| format!("{address} has not loaded"))
    }

    fn navigate(&mut self, address: &str) -> anyhow::Result<Value> {
        let answer = self.call("Page.navigate", json!({ "url": address }))?;
        if let Some(error) = answer["errorText"].as_str() {
            bail!("{address}: {error}");
        }
        Ok(answer)
    }

    /// Loads the page again.
    pub(crate) fn reload(&mut self) -> anyhow::Result<()> {
        self.drop_events(|event| event["method"] == "Page.frameNavigated");
        self.call("Page.reload", json!({}))?;
        let event = self.wait_for(|event| event["method"] == "Page.frameNavigated")?;
        self.loaded(|of| of["loaderId"] == event["params"]["frame"]["loaderId"])
            .context("the page has not loaded again")
    }

    /// Waits for the load event of a document.
    fn loaded(&mut self, document: impl Fn(&Value) -> bool) -> anyhow::Result<()> {
        self.wait_for(|event| {
            let of = &event["params"];
            event["method"] == "Page.lifecycleEvent" && of["name"] == "load" && document(of)
        })
        .map(drop)
    }

    /// The value of an expression; promises are awaited.
    pub(crate) fn eval(&mut self, expression: &str) -> anyhow::Result<Value> {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", parameters)?;
        if answer["exceptionDetails"].is_object() {
            bail!("{}", answer["exceptionDetails"]["exception"]["description"]);
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Waits until an expression is true, at most five seconds, over any change of page.
    pub(crate) fn until(&mut self, expression: &str) -> anyhow::Result<()> {
        let look = format!(
            "(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()"
        );
        let end = Instant::now() + Duration::from_secs(5);
        // While the page changes there is nobody to ask.
        while self.eval(&look).unwrap_or_default() != true {
            if Instant::now() > end {
                bail!("it does not come true: {expression}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, key: &str) -> anyhow::Result<()> {
        let (_, code) = KEYS.iter().find(|(name, _)| *name == key).context("no such key")?;
        let mut down =
            json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code });
        if key == "Enter" {
            down["text"] = "\r".into();
        } else if key.len() == 1 {
            down["text"] = key.into();
        }
        self.call("Input.dispatchKeyEvent", down)?;
        let up = json!({ "type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", up).map(drop)
    }

    /// Types text into what has the focus.
    pub(crate) fn write(&mut self, text: &str) -> anyhow::Result<()> {
        self.call("Input.insertText", json!({ "text": text })).map(drop)
    }

    /// Moves the pointer to a point of the window.
    pub(crate) fn point(&mut self, x: f64, y: f64) -> anyhow::Result<()> {
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }))
            .map(drop)
    }

    /// Taps a point of the window.
    pub(crate) fn tap(&mut self, x: f64, y: f64) -> anyhow::Result<()> {
        for (kind, points) in [("touchStart", json!([{ "x": x, "y": y }])), ("touchEnd", json!([]))]
        {
            self.call("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }))?;
        }
        Ok(())
    }

    /// Gives the window a size; below 600 px it is a phone with a touch screen.
    pub(crate) fn size(&mut self, width: u32, height: u32) -> anyhow::Result<()> {
        let phone = width < 600;
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.call("Emulation.setDeviceMetricsOverride", metrics)?;
        self.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone })).map(drop)
    }

    /// Makes the reader's system dark or light.
    pub(crate) fn dark(&mut self, dark: bool) -> anyhow::Result<()> {
        let value = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features })).map(drop)
    }

    /// Keeps what the window shows as a PNG.
    pub(crate) fn screenshot(&mut self, file: &Path) -> anyhow::Result<()> {
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }))?;
        let data = answer["data"].as_str().context("the browser gives no picture")?;
        let bytes = base64(data).context("the browser's picture is no base64")?;
        std::fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
    }

    /// The middle of the first element that matches, scrolled into view.
    pub(crate) fn middle(&mut self, selector: &str) -> anyhow::Result<(f64, f64)> {
        let expression = format!(
            "(() => {{ const e = document.querySelector({}); e.scrollIntoView({{ block: 'center' }}); \
             const r = e.getClientRects()[0]; return [r.left + r.width / 2, r.top + r.height / 2]; }})()",
            json!(selector)
        );
        let point = self.eval(&expression)?;
        point[0].as_f64().zip(point[1].as_f64()).with_context(|| format!("there is no {selector}"))
    }
}

/// Reads base64 (RFC 4648, section 4).
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_is_read() {
        assert_eq!(super::base64("Zm9vYg==").unwrap(), b"foob");
        assert_eq!(super::base64("Zm9vYmFy").unwrap(), b"foobar");
        assert_eq!(super::base64("Zm9?"), None);
    }
}
