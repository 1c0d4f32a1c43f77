using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Tenancy;

namespace SalesFlow.WebApi.Tests;

/// <summary>The real API before the whole product. One product serves all tests that need none of their own.</summary>
public sealed class Api : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private static readonly Lazy<Api> Shared = new(() =>
    {
        var api = new Api(shared: true, [("SalesFlow:RateLimits:PerActor", "0"), ("SalesFlow:RateLimits:PerTenant", "0")], null);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => api._product.Dispose();
        return api;
    });

    private static int _people;
    private readonly bool _shared;
    private readonly ProductFactory _product;

    private Api(bool shared, (string, string)[] settings, Action<IServiceCollection>? change)
    {
        _shared = shared;
        _product = new ProductFactory
        {
            Settings = settings,
            Change = services =>
            {
                services.Replace(ServiceDescriptor.Singleton<IMailChannel>(Letters));
                // Hundreds of people come in: what guards their passwords would take much of the time. AuthTests see to how strong it is.
                services.Replace(ServiceDescriptor.Singleton(_ => new Passwords(iterations: 1000)));
                // Only a product of its own has a clock that moves: nobody else's tokens age by it.
                if (!shared) services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
                change?.Invoke(services);
            },
        };
    }

    /// <summary>What was mailed.</summary>
    public LetterBox Letters { get; } = new();

    /// <summary>The clock of a product of one's own.</summary>
    public MovedClock Clock { get; } = new();

    public IServiceProvider Services => _product.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>The product that all tests share.</summary>
    public static Task<Api> Start() => Task.Run(() =>
    {
        lock (Shared) _ = Shared.Value._product.Services;
        return Shared.Value;
    });

    /// <summary>A product of one's own, with other settings.</summary>
    public static Task<Api> Start(params (string Key, string Value)[] settings) => Start(null, settings);

    /// <summary>A product of one's own, with other parts and a clock that the test moves.</summary>
    public static Task<Api> Start(Action<IServiceCollection>? change, params (string Key, string Value)[] settings) => Task.Run(() =>
    {
        var api = new Api(shared: false, settings, change);
        _ = api._product.Services;
        return api;
    });

    /// <summary>A client of nobody.</summary>
    public HttpClient Nobody(WebApplicationFactoryClientOptions? options = null) =>
        _product.CreateClient(options ?? new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    /// <summary>A client with a token or a key.</summary>
    public HttpClient With(string token)
    {
        var client = Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>For clients that make their own requests.</summary>
    public HttpMessageHandler Handler() => _product.Server.CreateHandler();

    public static string NewEmail(string name = "owner") => $"{name}-{Interlocked.Increment(ref _people)}@walk.example.com";

    /// <summary>A client of a company that was registered just now.</summary>
    public async Task<(HttpClient Client, JsonElement Tokens)> Company(string? email = null)
    {
        var answer = await Nobody().PostAsJsonAsync("/api/v1/auth/register", Registration(email ?? NewEmail()));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var tokens = await answer.Body();
        return (With(tokens.Text("accessToken")), tokens);
    }

    /// <summary>A colleague of the owner: invited, the link in the letter followed.</summary>
    public async Task<(HttpClient Client, JsonElement Tokens, string Email)> Colleague(HttpClient owner, string role)
    {
        var email = NewEmail(role);
        var added = await owner.PostAsJsonAsync("/api/v1/admin/users", new { fullName = "زميل", email, role });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var accepted = await Nobody().PostAsJsonAsync("/api/v1/auth/accept-invitation", new { token = await Letters.Link(email), password = Password });
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        var tokens = await accepted.Body();
        return (With(tokens.Text("accessToken")), tokens, email);
    }

    /// <summary>A client of a company's user of a role.</summary>
    public async Task<HttpClient> As(string role) => (await Member(role)).Client;

    /// <summary>A new company's user of a role.</summary>
    public async Task<(HttpClient Client, JsonElement Tokens)> Member(string role)
    {
        var (owner, tokens) = await Company();
        if (role == "owner") return (owner, tokens);
        if (role != "superadmin")
        {
            var colleague = await Colleague(owner, role);
            return (colleague.Client, colleague.Tokens);
        }
        // As on the host's console, which is the only place where it is done.
        TenantScope.Enter(tokens.Text("tenantId"));
        var user = Grains.GetGrain<IUserGrain>(TenantKey.Format(tokens.Text("tenantId"), tokens.Text("userId")));
        Assert.True((await user.Update(Id.New(TimeProvider.System), new UpdateUser(Role: Role.Superadmin), null)).Accepted);
        var fresh = await (await Nobody().PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = tokens.Text("refreshToken") })).Body();
        return (With(fresh.Text("accessToken")), fresh);
    }

    /// <summary>A conversation that a customer began.</summary>
    public async Task<string> Talk(string tenant, string text = "السلام عليكم", string name = "نورة", string? phone = null)
    {
        var contact = Id.New(TimeProvider.System);
        var address = new ConversationAddress(contact, "555000", "900", phone ?? "9665" + Random.Shared.Next(10_000_000, 99_999_999), null, name);
        TenantScope.Enter(tenant);
        var outcome = await Grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, address.ConversationId))
            .Receive(address, [new InboundMessage("wamid." + contact, InboundKind.Text, text, DateTimeOffset.UtcNow)]);
        Assert.True(outcome.Accepted);
        return address.ConversationId;
    }

    /// <summary>Asks until something holds.</summary>
    public static Task Eventually(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        Waiting.Eventually(condition, what: what);

    public static object Registration(string email) => new { companyName = "شركة النخبة", fullName = "سارة", email, password = Password };

    public async ValueTask DisposeAsync()
    {
        if (!_shared) await _product.DisposeAsync();
    }
}

/// <summary>The shared product as tests want it that make their own companies.</summary>
public sealed class SharedProduct : IAsyncLifetime
{
    private Api _api = null!;

    public IServiceProvider Services => _api.Services;

    public HttpClient CreateClient() => _api.Nobody();

    public HttpClient CreateClient(WebApplicationFactoryClientOptions options) => _api.Nobody(options);

    public async Task InitializeAsync() => _api = await Api.Start();

    public Task DisposeAsync() => Task.CompletedTask;
}
