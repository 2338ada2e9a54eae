package io.holdfast.platform;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.LocalDate;
import java.util.UUID;

/** Steps on the pages that several tests share. */
final class PageSteps {

    private PageSteps() {}

    /** Signs up on the page with the form for it. */
    static void signUp(Page page) {
        page.getByLabel("Name").fill("Ada Visitor");
        page.getByLabel("E-mail").fill("ada-" + UUID.randomUUID() + "@example.com");
        page.locator("#password").fill("correct horse battery");
        button(page, "Make the account").click();
        assertThat(page.locator("form[action='/signout']")).hasCount(1);
    }

    /** Publishes an event with one tier; {@code capacity} is empty for one with numbered seats. */
    static void publish(Page page, String name, String capacity) {
        page.locator("#f-name").fill(name);
        page.locator("#f-description").fill("A reader, a lamp and the North Sea.");
        page.locator("#f-category").selectOption("Literature");
        page.locator("#f-startsAt").fill(LocalDate.now().plusDays(40) + "T20:00");
        page.locator("#f-timezone").selectOption("Europe/Madrid");
        page.locator("#f-currency").selectOption("EUR");
        page.locator("#f-tiers-0-name").fill("Standing");
        page.locator("#f-tiers-0-price").fill("25.50");
        page.locator("#f-tiers-0-capacity").fill(capacity);
        button(page, "Publish").last().click();
        assertThat(heading(page)).hasText(name);
    }

    static Locator heading(Page page) {
        return page.locator("h1");
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
