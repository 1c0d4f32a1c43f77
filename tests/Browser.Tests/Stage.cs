using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.World;

namespace SalesFlow.Browser.Tests;

/// <summary>A browser, the product with one company, and a WhatsApp whose customers speak when a test says so.</summary>
public sealed class Stage : IAsyncLifetime
{
    private const string Secret = "browser-tests-app-secret";
    private static readonly SimulatedNumber Number = new("200000000000001", "browser-tests-token", "966550000009", "900100200300401");
    private readonly string _folder = Directory.CreateTempSubdirectory("salesflow-browser-").FullName;
    private ProductProcess? _product;
    private SimulatedWorld? _world;
    private HttpClient? _api;
    private Browser? _browser;

    public const string Email = "owner@browser.example";
    public const string Password = "a-long-test-password";

    internal ProductProcess Product => _product!;

    internal Browser Browser => _browser!;

    internal HttpClient Api => _api!;

    /// <summary>What the product mails.</summary>
    internal MailBox Mail { get; } = new();

    public async Task InitializeAsync()
    {
        var options = new SimulatorOptions { AppSecret = Secret, Numbers = [Number], Personas = 0, Seed = 7 };
        options.Graph.ReadShare = 1;
        _world = new SimulatedWorld(options, TimeProvider.System, NullLoggerFactory.Instance);
        await _world.StartGraphAsync();
        _product = new ProductProcess("product", _folder, new Dictionary<string, string>
        {
            ["SalesFlow:Demo"] = "false",
            ["SalesFlow:Conversations:Debounce"] = "00:00:00.3",
            // The pause alone must answer: the safety timer behind it would come too late for any test.
            ["SalesFlow:Conversations:TurnSafety"] = "00:05:00",
            ["WhatsApp:GraphBaseUrl"] = _world.Graph.BaseAddress.ToString().TrimEnd('/'),
            ["WhatsApp:AppSecret"] = Secret,
            ["WhatsApp:VerifyToken"] = "browser-tests-verify",
            ["Smtp:Host"] = "127.0.0.1",
            ["Smtp:Port"] = Mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Smtp:Security"] = "none",
            ["Smtp:From"] = "no-reply@browser.example",
            // All tests come from one address.
            ["SalesFlow:Auth:RequestsPerMinute"] = "600",
            // The tests sign in as one owner more often in a minute than anybody would.
            ["SalesFlow:Auth:AttemptsPerAccount"] = "600",
        });
        var browser = Browser.Launch();
        await _product.Start();
        _world.Options.WebhookUrl = new Uri(_product.Address, "webhooks/whatsapp");
        _world.StartCustomers();
        _api = new HttpClient { BaseAddress = _product.Address, Timeout = TimeSpan.FromSeconds(30) };
        var tokens = await Post("api/v1/auth/register", new { companyName = "شركة الاختبار", fullName = "مالك", email = Email, password = Password });
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        await Post("api/v1/tenant/apply-template", new { template = "platform" });
        using var put = await _api.PutAsJsonAsync($"api/v1/channels/whatsapp/{Number.PhoneNumberId}", new
        {
            accessToken = Number.AccessToken, displayPhoneNumber = Number.DisplayPhoneNumber, businessAccountId = Number.BusinessAccountId,
        });
        put.EnsureSuccessStatusCode();
        _browser = await browser;
    }

    /// <summary>Another company, whose people need a second step; its owner, with the stage's password.</summary>
    internal async Task CompanyWithSecondStep(string email, string language)
    {
        var tokens = await Post("api/v1/auth/register", new { companyName = "شركة الخطوتين", fullName = "مالكة", email, password = Password });
        using var owner = new HttpClient { BaseAddress = Product.Address, Timeout = TimeSpan.FromSeconds(30) };
        owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        foreach (var (path, body) in new (string, object)[] { ("api/v1/auth/me", new { language }), ("api/v1/tenant", new { requireSecondFactor = true }) })
        {
            using var changed = await owner.PutAsJsonAsync(path, body);
            Assert.True(changed.IsSuccessStatusCode, $"{path}: {(int)changed.StatusCode} {await changed.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Makes a customer write.</summary>
    internal void Say(string phone, string text) => Assert.NotNull(_world!.Say(phone, text));

    /// <summary>What the business sent to a customer.</summary>
    internal IEnumerable<string> Heard(string phone) => _world!.Graph.Accepted.Where(m => m.To == phone).Select(m => m.Text ?? "");

    internal async Task<JsonElement> Post(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var answer = await Api.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _api?.Dispose();
        if (_product is not null) await _product.DisposeAsync();
        if (_world is not null) await _world.DisposeAsync();
        await Mail.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>All tests that share the stage, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class StageCollection : ICollectionFixture<Stage>
{
    public const string Name = "stage";
}
