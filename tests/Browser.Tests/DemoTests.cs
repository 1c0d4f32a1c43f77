using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SalesFlow.Browser.Tests;

/// <summary>What somebody sees who starts the product for the first time, with no setting at all.</summary>
[Collection(StageCollection.Name)]
public sealed partial class DemoTests(Stage stage) : IAsyncLifetime
{
    private const float TalkLimit = 60_000;

    /// <summary>Where to write pictures for the documentation; see <c>eng/screenshots</c>.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SALESFLOW_SCREENSHOTS");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => stage.Browser.CloseAll();

    [Fact]
    public async Task The_demo_names_its_login_and_its_customers_are_answered()
    {
        var folder = Directory.CreateTempSubdirectory("salesflow-demo-").FullName;
        try
        {
            await using var demo = new ProductProcess("demo", folder, new Dictionary<string, string>());
            await demo.Start();
            var login = await demo.Said(Login());

            var page = await stage.Browser.SignIn(demo.Address, "ar", login["email"].Value, login["password"].Value);
            await Expect(page.GetByTestId("deal").Nth(6)).ToBeVisibleAsync();
            await Expect(page.Locator("[data-testid=lead] .score").Filter(new() { HasNotTextRegex = Nought() }).First)
                .ToBeVisibleAsync(new() { Timeout = TalkLimit });
            await ShowsNoKeys(page);
            await page.GotoInbox();
            await page.GetByTestId("conversation").First.ClickAsync();
            await Expect(page.Bubbles("outbound").First).ToBeVisibleAsync(new() { Timeout = TalkLimit });
            await ShowsNoKeys(page);
            if (Pictures is not null) await Take(page, Pictures);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Take(IPage page, string folder)
    {
        // A talk that has something to show, and a board that has filled.
        await Expect(page.GetByTestId("conversation").Nth(9)).ToBeVisibleAsync(new() { Timeout = 2 * TalkLimit });
        await page.Conversation("نورة").ClickAsync();
        await Expect(page.Bubbles("outbound").Nth(4)).ToBeVisibleAsync(new() { Timeout = 2 * TalkLimit });
        foreach (var language in new[] { "ar", "en" })
        {
            if (language == "en") await page.GetByTestId("language").ClickAsync();
            await page.Locator("#messages").EvaluateAsync("e => e.scrollTop = e.scrollHeight");
            await Picture($"inbox-{language}");
            await page.GotoBoard();
            await Expect(page.GetByTestId("deal").Nth(6)).ToBeVisibleAsync();
            await Picture($"board-{language}");
            await page.GotoInbox();
            await page.Conversation("Daniel").ClickAsync();
            await Expect(page.Bubbles("outbound").Nth(4)).ToBeVisibleAsync(new() { Timeout = 2 * TalkLimit });
        }

        async Task Picture(string name)
        {
            await page.Mouse.MoveAsync(720, 20);
            await page.EvaluateAsync("() => document.activeElement?.blur()");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
        }
    }

    private static async Task ShowsNoKeys(IPage page) => Assert.DoesNotMatch(TextKey(), await page.Locator("body").InnerTextAsync());

    [GeneratedRegex(@"Demo: open \S+ and sign in as (?<email>\S+) with (?<password>\S+)")]
    private static partial Regex Login();

    [GeneratedRegex(@"\b(nav|live|sign|board|lead|temperature|deal|inbox|handler|by|status|failure|kind|reason)\.[a-z_]+")]
    private static partial Regex TextKey();

    [GeneratedRegex(@"^\s*0\s*$")]
    private static partial Regex Nought();
}
