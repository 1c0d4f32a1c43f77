using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Personas;
using SalesFlow.Simulator.World;
using Xunit;

namespace SalesFlow.Simulator.Tests;

public sealed class WorldTests
{
    [Fact]
    public async Task Every_persona_talks_to_its_end_over_real_http()
    {
        await using var business = await TestBusiness.Start();
        ConcurrentDictionary<string, ScriptedSeller> sellers = new();
        business.Reply = (customer, text) =>
        {
            var seller = sellers.GetOrAdd(customer, _ => new ScriptedSeller());
            var (answer, choices) = seller.Answer([text]);
            return choices.Count == 0
                ? new { type = "text", text = new { body = answer } }
                : new
                {
                    type = "interactive",
                    interactive = new { type = "button", body = new { text = answer }, action = new { buttons = choices.Select(c => new { type = "reply", reply = new { id = c.Id, title = c.Title } }) } },
                };
        };
        var options = new SimulatorOptions
        {
            WebhookUrl = business.Url, AppSecret = TestBusiness.Secret, Numbers = [GraphFixture.Number], Personas = PersonaLibrary.All.Count, Speed = 300,
            NewCustomerEvery = TimeSpan.Zero, WebhookCopies = 2,
        };
        await using var world = new SimulatedWorld(options, TimeProvider.System, NullLoggerFactory.Instance);
        await world.StartGraphAsync();
        business.Graph = world.Graph.BaseAddress;
        world.StartCustomers();
        await WebhookSenderTests.Eventually(() => world.Statistics is { Open: 0 } s && s.Customers == PersonaLibrary.All.Count);
        var statistics = world.Statistics;
        Assert.Equal(PersonaLibrary.All.Count, statistics.Outcomes.Values.Sum());
        Assert.True(statistics.Answered >= PersonaLibrary.All.Count, statistics.ToString());
        Assert.Contains(business.Received, m => m.From.StartsWith("SA.", StringComparison.Ordinal));
        Assert.Equal(["audio", "edit", "image", "reaction"], business.Received.Select(m => m.Text).Intersect(["audio", "edit", "image", "reaction"]).Order());
        using var client = new HttpClient { BaseAddress = world.Graph.BaseAddress };
        var shown = await client.GetFromJsonAsync<JsonElement>("/_sim/statistics");
        Assert.Equal(statistics.Customers, shown.GetProperty("customers").GetInt32());
    }

    [Fact]
    public async Task Somebody_can_be_made_to_speak_by_hand()
    {
        await using var business = await TestBusiness.Start();
        var options = new SimulatorOptions { WebhookUrl = business.Url, AppSecret = TestBusiness.Secret, Numbers = [GraphFixture.Number], Personas = 0 };
        await using var world = new SimulatedWorld(options, TimeProvider.System, NullLoggerFactory.Instance);
        await world.StartGraphAsync();
        world.StartCustomers();
        using var client = new HttpClient { BaseAddress = world.Graph.BaseAddress };
        using var said = await client.PostAsJsonAsync("/_sim/say", new { phone = "966501234567", text = "كم السعر؟" });
        Assert.True(said.IsSuccessStatusCode);
        await WebhookSenderTests.Eventually(() => !business.Received.IsEmpty);
        Assert.Equal(("966501234567", "كم السعر؟"), (business.Received.Single().From, business.Received.Single().Text));
    }

    [Fact]
    public async Task In_a_host_the_customers_find_the_host_s_own_webhook()
    {
        ConcurrentQueue<string> paths = new();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSalesFlowSimulator(o =>
        {
            o.AppSecret = "s";
            o.Numbers = [GraphFixture.Number];
            o.Personas = 2;
            o.Speed = 1000;
        });
        await using var app = builder.Build();
        app.MapPost("/webhooks/whatsapp", (HttpContext context) => paths.Enqueue(context.Request.Path));
        await app.StartAsync();
        await WebhookSenderTests.Eventually(() => paths.Count >= 2);
        Assert.True(app.Services.GetRequiredService<SimulatedWorld>().Graph.BaseAddress.Port > 0);
        await app.StopAsync();
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SimulatedWorld(new SimulatorOptions { Numbers = [GraphFixture.Number], Speed = 0 }, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Throws<ArgumentException>(() => new SimulatedWorld(new SimulatorOptions(), TimeProvider.System, NullLoggerFactory.Instance));
        Assert.NotNull(new FaultOptions { Ambiguous = 0.7, Dropped = 0.7 }.Problem());
        Assert.Throws<FormatException>(() => SimulatedNumber.ParseList("only-an-id"));
        Assert.Equal(new SimulatedNumber("1", "t", "966", "9"), SimulatedNumber.ParseList("1:t:966:9").Single());
    }
}
