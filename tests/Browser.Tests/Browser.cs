using Microsoft.Playwright;

namespace SalesFlow.Browser.Tests;

/// <summary>Debian's Chromium, without a window.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>How long a page may take to load its program, on a busy machine.</summary>
    public const float LoadLimit = 60_000;

    /// <summary>How long a change may take to show.</summary>
    public const float ShowLimit = 20_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private readonly List<(IPage Page, bool Own)> _open = [];
    private IBrowserContext? _shared;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> Launch()
    {
        Assertions.SetDefaultExpectTimeout(ShowLimit);
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        }));
    }

    /// <summary>
    /// Opens the sign-in page, in the language: in a tab of the browser that all tests share (files are loaded once, sign-ins are each tab's
    /// own), or in a browser of its own.
    /// </summary>
    public async Task<IPage> Open(Uri address, string language, bool own = false)
    {
        var context = own ? await NewContext() : _shared ??= await NewContext();
        var page = await context.NewPageAsync();
        _open.Add((page, own));
        page.SetDefaultTimeout(ShowLimit);
        await page.GotoAsync(address.ToString(), new PageGotoOptions { Timeout = LoadLimit, WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(page.GetByTestId("sign-submit")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = LoadLimit });
        if (await page.Locator("html").GetAttributeAsync("lang") != language) await page.GetByTestId("language").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        return page;
    }

    /// <summary>Opens the page and signs in; the board stands and the live line is up.</summary>
    public async Task<IPage> SignIn(Uri address, string language, string email, string password, bool own = false)
    {
        var page = await Open(address, language, own);
        await SignIn(page, email, password);
        await Assertions.Expect(page.GetByTestId("board")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-state]")).ToHaveAttributeAsync("data-state", "Live");
        return page;
    }

    public static async Task SignIn(IPage page, string email, string password)
    {
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(password);
        await page.GetByTestId("sign-submit").ClickAsync();
    }

    /// <summary>Closes what a test opened: a page that stays keeps its program running.</summary>
    public async Task CloseAll()
    {
        foreach (var (page, own) in _open)
        {
            if (own) await page.Context.CloseAsync();
            else await page.CloseAsync();
        }
        _open.Clear();
    }

    private Task<IBrowserContext> NewContext() =>
        _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
