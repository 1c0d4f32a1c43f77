using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SalesFlow.Browser.Tests;

/// <summary>The doors that letters open: a forgotten password, an invitation, a sign-in's second step.</summary>
[Collection(StageCollection.Name)]
public sealed class DoorTests(Stage stage) : IAsyncLifetime
{
    private const string Fresh = "another-long-password";
    private static int _people;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => stage.Browser.CloseAll();

    [Theory]
    [InlineData("ar", "rtl", "تعيين كلمة مرور جديدة", "10 أحرف على الأقل", "كلمتا المرور غير متطابقتين.")]
    [InlineData("en", "ltr", "Set a new password", "At least 10 characters", "The two passwords differ.")]
    public async Task A_forgotten_password_is_set_anew_by_the_mailed_link_once(
        string language, string direction, string title, string tooShort, string differs)
    {
        var email = await Colleague(language, Stage.Password);
        var page = await stage.Browser.Open(stage.Product.Address, language, own: true);

        await page.GetByTestId("forgot").ClickAsync();
        await page.Locator("#email").FillAsync(email);
        await page.GetByTestId("forgot-submit").ClickAsync();
        await Expect(page.GetByTestId("forgot-sent")).ToBeVisibleAsync();
        var link = await stage.Mail.Link(email);
        await Goto(page, link);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", direction);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);

        await SetPassword(page, "short", "short");
        await Expect(page.GetByTestId("sign-error")).ToContainTextAsync(tooShort);
        await SetPassword(page, Fresh, Fresh + "x");
        await Expect(page.GetByTestId("sign-error")).ToContainTextAsync(differs);
        await SetPassword(page, Fresh, Fresh);
        await Expect(page.GetByTestId("reset-done")).ToBeVisibleAsync();
        await page.Locator(".sign-foot a").ClickAsync();
        await Browser.SignIn(page, email, Fresh);
        await Expect(page.GetByTestId("board")).ToBeVisibleAsync();

        // Good once: who comes by it again is shown the way to a new one.
        await Goto(page, link);
        await SetPassword(page, Fresh, Fresh);
        await Expect(page.GetByTestId("sign-error")).ToBeVisibleAsync();
        await page.GetByTestId("forgot").ClickAsync();
        await Expect(page.GetByTestId("forgot-submit")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("ar", "rtl", "أهلًا بك: عيّن كلمة مرورك")]
    [InlineData("en", "ltr", "Welcome: set your password")]
    public async Task An_invited_colleague_sets_a_password_and_stands_before_the_board(string language, string direction, string title)
    {
        var email = await Colleague(language, null);
        var page = await stage.Browser.Open(stage.Product.Address, language, own: true);

        await Goto(page, await stage.Mail.Link(email));
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", direction);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
        await SetPassword(page, Fresh, Fresh);
        await Expect(page.GetByTestId("board")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-state]")).ToHaveAttributeAsync("data-state", "Live");

        await page.GetByTestId("sign-out").ClickAsync();
        await Browser.SignIn(page, email, Fresh);
        await Expect(page.GetByTestId("board")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("ar", "لم تُكمل تسجيل الدخول")]
    [InlineData("en", "You did not finish signing in")]
    public async Task Whoever_cancelled_elsewhere_is_told_so_at_the_sign_in_and_comes_to_where_they_wanted_to_go(string language, string told)
    {
        var email = await Colleague(language, Stage.Password);
        var page = await stage.Browser.Open(stage.Product.Address, language, own: true);
        await Goto(page, new Uri(stage.Product.Address, "/?signInError=cancelled&returnUrl=%2Finbox"));
        await Expect(page.GetByTestId("sign-error")).ToContainTextAsync(told, new() { Timeout = Browser.LoadLimit });
        // The word has left the address: loaded again, the page complains no more.
        await Expect(page).ToHaveURLAsync(new Uri(stage.Product.Address, "/inbox").ToString());
        await Browser.SignIn(page, email, Stage.Password);
        await Expect(page.Locator("[data-state]")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Uri(stage.Product.Address, "/inbox").ToString());
    }

    [Theory]
    [InlineData("ar", "خطوة أخيرة")]
    [InlineData("en", "One more step")]
    public async Task A_second_step_takes_the_mailed_code_and_no_other(string language, string title)
    {
        var email = $"step-{language}@browser.example";
        await stage.CompanyWithSecondStep(email, language);
        var page = await stage.Browser.Open(stage.Product.Address, language, own: true);

        await Browser.SignIn(page, email, Stage.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
        var code = await stage.Mail.Code(email);
        await Answer(page, code == "000000" ? "000001" : "000000");
        await Expect(page.GetByTestId("sign-error")).ToBeVisibleAsync();
        // Asked for again too soon, the page says why nothing comes.
        await page.GetByTestId("code-again").ClickAsync();
        await Expect(page.GetByTestId("sign-error")).Not.ToHaveTextAsync("");
        await Answer(page, language == "ar" ? Arabic(code) : code);
        await Expect(page.GetByTestId("board")).ToBeVisibleAsync();
    }

    /// <summary>Adds somebody to the company: with a password, or invited by letter to set one.</summary>
    private async Task<string> Colleague(string language, string? password)
    {
        var email = string.Create(CultureInfo.InvariantCulture, $"colleague{Interlocked.Increment(ref _people)}@browser.example");
        await stage.Post("api/v1/admin/users", new { email, fullName = "زميل", role = "agent", language, password });
        return email;
    }

    private static Task<IResponse?> Goto(IPage page, Uri link) => page.GotoAsync(
        link.ToString(), new PageGotoOptions { Timeout = Browser.LoadLimit, WaitUntil = WaitUntilState.DOMContentLoaded });

    private static async Task SetPassword(IPage page, string password, string again)
    {
        await Expect(page.GetByTestId("reset-submit")).ToBeVisibleAsync(new() { Timeout = Browser.LoadLimit });
        await page.Locator("#password").FillAsync(password);
        await page.Locator("#password-again").FillAsync(again);
        await page.GetByTestId("reset-submit").ClickAsync();
    }

    private static async Task Answer(IPage page, string code)
    {
        await page.Locator("#code").FillAsync(code);
        await page.GetByTestId("code-submit").ClickAsync();
    }

    private static string Arabic(string digits) => string.Concat(digits.Select(d => (char)('٠' + (d - '0'))));
}
