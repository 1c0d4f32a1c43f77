using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SalesFlow.Access;
using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Deals;
using SalesFlow.Feed;
using SalesFlow.WebApi.Tests.Fakes;

namespace SalesFlow.WebApi.Tests;

/// <summary>The real API over HTTP, before grains and lists in memory.</summary>
public sealed class Api : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _companies;

    private Api(WebApplication app, FakeGrains grains, FakeReadModels lists, FakeFeedReader feed, FakeTimeProvider clock) =>
        (_app, Grains, Lists, Feed, Clock) = (app, grains, lists, feed, clock);

    public FakeGrains Grains { get; }

    public FakeReadModels Lists { get; }

    public FakeDealLists Deals { get; private init; } = new();

    public FakeFeedReader Feed { get; }

    public FakeTimeProvider Clock { get; }

    public static async Task<Api> Start(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["SalesFlow:Auth:SigningKey"] = new string('k', 32), ["SalesFlow:Auth:RequestsPerMinute"] = "1000" });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        var deals = new FakeDealLists();
        var (lists, feed, clock) = (new FakeReadModels(), new FakeFeedReader(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var (factory, grains) = FakeGrains.Create(clock);
        builder.Services.AddSingleton(factory);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IReadModels>(lists);
        builder.Services.AddSingleton<IDealLists>(deals);
        builder.Services.AddSingleton<SalesFlow.Conversations.IConversationLists>(new FakeConversationLists());
        builder.Services.AddSingleton<IFeedReader>(feed);
        builder.Services.AddSingleton<FakeLeadLists>();
        builder.Services.AddSingleton<SalesFlow.Leads.ILeadLists>(s => s.GetRequiredService<FakeLeadLists>());
        builder.Services.AddSingleton<SalesFlow.SavedViews.ISavedViewLists>(s => s.GetRequiredService<FakeLeadLists>());
        builder.Services.AddSingleton(FakeLists.Empty<SalesFlow.Contacts.IContactLists>());
        builder.Services.AddSingleton(FakeLists.Empty<SalesFlow.Companies.ICompanyLists>());
        builder.Services.AddSingleton(FakeLists.Empty<SalesFlow.Activities.IActivityLists>());
        builder.Services.AddSingleton(FakeLists.Empty<SalesFlow.Activities.ITimelineReader>());
        builder.Services.AddSingleton<IMediaStore, FakeMedia>();
        builder.Services.AddSingleton<IMediaChannel, FakeMedia>();
        builder.Services.AddSingleton<SalesFlow.Tenancy.IUserLists, FakeUserLists>();
        builder.Services.AddSingleton<IAgentInvoker, FakeInvoker>();
        builder.Services.AddSingleton<SalesFlow.Tenancy.IQuotas>(new FakeQuotas());
        builder.Services.AddSingleton<ISecretProtector, FakeSecrets>();
        builder.Services.AddSingleton<IMailChannel, FakeMail>();
        builder.Services.AddSalesFlowWebApi(builder.Configuration);
        var app = builder.Build();
        app.UseSalesFlowWebApi();
        app.MapSalesFlowWebApi();
        await app.StartAsync();
        return new Api(app, grains, lists, feed, clock) { Deals = deals };
    }

    /// <summary>What the lists of leads were asked.</summary>
    public FakeLeadLists Leads => _app.Services.GetRequiredService<FakeLeadLists>();

    /// <summary>A client of nobody.</summary>
    public HttpClient Nobody() => _app.GetTestClient();

    /// <summary>A client of a company that was registered just now.</summary>
    public async Task<(HttpClient Client, JsonElement Tokens)> Company(string? email = null)
    {
        var client = Nobody();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Registration(email ?? $"owner{++_companies}@example.com"));
        answer.EnsureSuccessStatusCode();
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        return (client, tokens);
    }

    /// <summary>A client of a new company whose user has another role.</summary>
    public async Task<HttpClient> As(string role)
    {
        var email = $"{role}{++_companies}@example.com";
        var (_, owner) = await Company(email);
        User(owner).Become(Roles.Find(role)!.Value);
        var client = Nobody();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Password });
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        return client;
    }

    /// <summary>The user of these tokens.</summary>
    public FakeUser User(JsonElement tokens) => Grains.Find<FakeUser>(
        typeof(SalesFlow.Tenancy.IUserGrain), $"{tokens.GetProperty("tenantId").GetString()}/{tokens.GetProperty("userId").GetString()}");

    public const string Password = "correct horse battery";

    public static object Registration(string email) => new { companyName = "شركة النخبة", fullName = "سارة", email, password = Password };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
