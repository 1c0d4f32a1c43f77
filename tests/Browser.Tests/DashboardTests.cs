using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SalesFlow.Browser.Tests;

/// <summary>The page in a real browser, against the real product, with customers who write when a test says so.</summary>
[Collection(StageCollection.Name)]
public sealed class DashboardTests(Stage stage) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => stage.Browser.CloseAll();

    [Theory]
    [InlineData("ar", "rtl", "خط الصفقات", "استكشاف")]
    [InlineData("en", "ltr", "Pipeline", "Discovery")]
    public async Task A_wrong_password_is_told_and_the_right_one_opens_the_board(string language, string direction, string heading, string firstStage)
    {
        var page = await stage.Browser.Open(stage.Product.Address, language);

        await Browser.SignIn(page, Stage.Email, "not the password");
        await Expect(page.GetByTestId("sign-error")).ToContainTextAsync(language == "ar" ? "كلمة المرور" : "password");
        await Browser.SignIn(page, Stage.Email, Stage.Password);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", direction);
        await Expect(page.GetByTestId("stage")).ToHaveCountAsync(6);
        await Expect(page.GetByTestId("stage").First).ToContainTextAsync(firstStage);
    }

    [Fact]
    public async Task The_language_button_turns_the_page_around()
    {
        var page = await SignedIn("ar");

        await page.GetByTestId("language").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "ltr");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Pipeline");
        var leads = await page.Locator(".column.leads").BoundingBoxAsync();
        var stages = await page.GetByTestId("stage").First.BoundingBoxAsync();
        Assert.True(leads!.X < stages!.X);

        await page.GetByTestId("language").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        leads = await page.Locator(".column.leads").BoundingBoxAsync();
        stages = await page.GetByTestId("stage").First.BoundingBoxAsync();
        Assert.True(leads!.X > stages!.X);
    }

    [Theory]
    [InlineData("ar", "966551110001", "السلام عليكم، كم أسعار الباقات؟", "299", "قُرئت")]
    [InlineData("en", "966551110002", "Hello, how much are your plans?", "299", "read")]
    public async Task A_customer_and_the_agent_appear_without_a_reload(string language, string phone, string words, string expected, string read)
    {
        var page = await SignedIn(language);
        await page.GotoInbox();

        stage.Say(phone, words);

        await page.Conversation(phone).ClickAsync();
        await Expect(page.Bubbles("inbound").First).ToContainTextAsync(words);
        await Expect(page.Bubbles("outbound").First).ToContainTextAsync(expected);
        await Expect(page.Bubbles("outbound").First.Locator(".status")).ToHaveTextAsync(read);
        await page.GotoBoard();
        await Expect(page.Lead(phone).Locator(".score")).Not.ToHaveTextAsync("0");
    }

    [Fact]
    public async Task A_deal_moved_in_one_browser_moves_in_the_other()
    {
        var deal = await stage.Post("api/v1/deals", new { title = "صفقة متنقلة", value = 1_250 });
        var (here, there) = (await SignedIn("ar"), await SignedIn("en", own: true));
        var before = there.Locator("[data-stage=discovery]").GetByTestId("deal").Filter(new() { HasText = "صفقة متنقلة" });
        await Expect(before).ToBeVisibleAsync();

        await here.GetByLabel("نقل الصفقة صفقة متنقلة").ClickAsync();
        await here.GetByText("نقل إلى: عرض سعر").ClickAsync();

        await Expect(there.Locator("[data-stage=proposal]").GetByTestId("deal").Filter(new() { HasText = "صفقة متنقلة" })).ToBeVisibleAsync();
        await Expect(before).ToHaveCountAsync(0);
        await Expect(here.Locator("[data-stage=proposal]").GetByTestId("deal").Filter(new() { HasText = "صفقة متنقلة" })).ToBeVisibleAsync();
        Assert.Equal("discovery", deal.GetProperty("stage").GetString());
    }

    [Fact]
    public async Task A_colleague_takes_over_writes_and_gives_back()
    {
        const string phone = "966551110003";
        var page = await SignedIn("ar");
        await page.GotoInbox();
        stage.Say(phone, "السلام عليكم");
        await page.Conversation(phone).ClickAsync();
        await Expect(page.Bubbles("outbound")).ToHaveCountAsync(1);

        await page.GetByTestId("take-over").ClickAsync();
        await Expect(page.Conversation(phone)).ToContainTextAsync("مع زميل");
        await page.GetByTestId("composer").FillAsync("أهلاً، معك خالد من المبيعات");
        await page.GetByTestId("send").ClickAsync();

        await Expect(page.Bubbles("outbound").Last).ToContainTextAsync("معك خالد");
        await Expect(page.Bubbles("outbound").Last.Locator(".status")).ToHaveTextAsync("قُرئت");
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync("");
        Assert.Contains(stage.Heard(phone), text => text.Contains("معك خالد", StringComparison.Ordinal));
        await page.GetByTestId("give-back").ClickAsync();
        await Expect(page.Conversation(phone)).ToContainTextAsync("الوكيل يرد");
    }

    [Fact]
    public async Task A_colleague_sees_what_the_agents_wrote_and_notes_that_no_customer_sees()
    {
        const string phone = "966551110005";
        var page = await SignedIn("ar");
        await page.GotoInbox();
        stage.Say(phone, "أبغى أكلم موظف لو سمحت");
        await page.Conversation(phone).ClickAsync();

        await Expect(page.Conversation(phone)).ToContainTextAsync("بانتظار زميل");
        await Expect(page.GetByTestId("summary")).ToContainTextAsync("أبغى أكلم موظف");
        var talk = new Uri(page.Url).Segments[^1];
        await stage.Post($"api/v1/conversations/{talk}/notes", new { text = "عميل مهم، عاملوه برفق" });
        await Expect(page.Bubbles("internal")).ToContainTextAsync("عميل مهم");
        await Expect(page.Bubbles("internal")).ToContainTextAsync("ملاحظة داخلية");
        Assert.DoesNotContain(stage.Heard(phone), text => text.Contains("عميل مهم", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_restart_the_page_shows_what_it_missed()
    {
        const string phone = "966551110004";
        var page = await SignedIn("en", own: true);
        await page.GotoInbox();

        await stage.Product.Stop();
        await Expect(page.Locator("[data-state]")).ToHaveAttributeAsync("data-state", "Offline");
        // The page hears nothing of what now happens until it finds the way back by itself.
        await page.Context.SetOfflineAsync(true);
        await stage.Product.Start();
        stage.Say(phone, "Hello, what does it cost?");
        await Eventually(() => stage.Heard(phone).Any());
        await page.Context.SetOfflineAsync(false);

        await Expect(page.Locator("[data-state]")).ToHaveAttributeAsync("data-state", "Live", new() { Timeout = 40_000 });
        await page.Conversation(phone).ClickAsync();
        await Expect(page.Bubbles("outbound").First).ToContainTextAsync("299");
    }

    private Task<IPage> SignedIn(string language, bool own = false) =>
        stage.Browser.SignIn(stage.Product.Address, language, Stage.Email, Stage.Password, own);
}

/// <summary>Where things stand on the page.</summary>
internal static class Places
{
    extension(IPage page)
    {
        public Task GotoInbox() => page.Locator(".bar nav a[href=inbox]").ClickAsync();

        public Task GotoBoard() => page.Locator(".bar nav a[href='']").ClickAsync();

        public ILocator Conversation(string name) => page.GetByTestId("conversation").Filter(new() { HasText = name });

        public ILocator Lead(string name) => page.GetByTestId("lead").Filter(new() { HasText = name });

        public ILocator Bubbles(string direction) => page.Locator($"[data-testid=message][data-direction={direction}]");
    }
}
