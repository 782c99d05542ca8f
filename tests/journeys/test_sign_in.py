"""A passkey: added once, then signing in without a password. Passkeys belong to a host name, so it is `localhost`."""

from __future__ import annotations

from playwright.sync_api import Browser, expect
from tests.journeys.demonstration import Demonstration, sign_in


def test_a_passkey_replaces_the_password(demo: Demonstration, chromium: Browser) -> None:
    """Lan adds a passkey of her device, signs out, and comes in again with it alone."""
    base = demo.base.replace("127.0.0.1", "localhost")
    context = chromium.new_context(locale="vi-VN")
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(f"{base}/tai-khoan/login/")
    sign_in(page, "lan", demo.password)
    page.goto(f"{base}/tai-khoan/hai-buoc/webauthn/add/")
    page.fill("input[name=password]", demo.password)
    page.press("input[name=password]", "Enter")
    expect(page.get_by_role("heading", name="Thêm khóa truy cập")).to_be_visible()
    page.fill("#id_name", "Máy của Lan")
    page.get_by_role("button", name="Thêm khóa truy cập này").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto(f"{base}/tai-khoan/hai-buoc/webauthn/")
    expect(page.locator("main table")).to_contain_text("Máy của Lan")
    expect(page.locator("main table")).to_contain_text("đăng nhập không cần mật khẩu")

    page.goto(f"{base}/tai-khoan/logout/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{base}/tai-khoan/login/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(lambda address: "/login/" not in address)
    expect(page.locator("header")).to_contain_text("Lê Thị Lan")

    page.goto(f"{base}/tai-khoan/hai-buoc/webauthn/")
    page.get_by_role("link", name="Xóa", exact=True).click()
    expect(page.get_by_role("heading", name="Xác nhận lại danh tính")).to_be_visible()
    page.get_by_role("link", name="Dùng khóa truy cập").click()
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.get_by_role("button", name="Xóa khóa truy cập").click()
    expect(page.locator("main")).to_contain_text("Đã xóa khóa truy cập.")
    context.close()
