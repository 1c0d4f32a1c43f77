using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Models;
using SalesFlow.Agents.Turns;

namespace SalesFlow.Agents.Tests.Support;

/// <summary>The agents as the host composes them, against a server of the test's.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly Lazy<IReadOnlyDictionary<string, AgentDefinition>> Shipped = new(() => AgentDefinitionLoader.LoadAll(Given.AgentsDirectory));

    private readonly ServiceProvider _services;

    private World(ChatServer server, ServiceProvider services)
    {
        Server = server;
        _services = services;
    }

    public ChatServer Server { get; }

    public ScriptedRules Rules => (ScriptedRules)_services.GetRequiredService<IOfflineEngine>();

    public RecordingTools Tools { get; } = new();

    public MemoryJournal Journal { get; } = new();

    public IAgentRunner Runner => _services.GetRequiredService<IAgentRunner>();

    public IAgentInvoker Invoker => _services.GetRequiredService<IAgentInvoker>();

    public ModelGate Gate => _services.GetRequiredService<ModelGate>();

    public static async Task<World> Start(TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        var server = await ChatServer.Start();
        var values = new Dictionary<string, string?>
        {
            ["Agents:Provider"] = "openai",
            ["Agents:OpenAI:Endpoint"] = server.Endpoint.ToString(),
            ["Agents:OpenAI:ApiKey"] = "test",
            ["Agents:OpenAI:Model"] = "double",
            ["SalesFlow:Agents:Directory"] = Given.AgentsDirectory,
        };
        foreach (var (key, value) in settings) values[key] = value;
        return new World(server, Compose(values, clock));
    }

    public static ServiceProvider Compose(IEnumerable<KeyValuePair<string, string?>> values, TimeProvider? clock = null)
    {
        var settings = values.ToDictionary();
        var services = new ServiceCollection().AddLogging();
        if (clock is not null) services.AddSingleton(clock);
        services.AddSingleton<IOfflineEngine, ScriptedRules>();
        // Read once: a catalogue of its own is for tests that bring agents of their own.
        if (settings.TryGetValue("SalesFlow:Agents:Directory", out var directory) && directory == Given.AgentsDirectory)
            services.AddSingleton(new AgentCatalogue(Shipped.Value));
        services.AddSalesFlowAgents(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }

    public Task<AgentAnswer> Run(AgentTask task, CancellationToken ct = default) => Runner.Run(task, Tools, Journal, ct);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _services.DisposeAsync();
    }
}
