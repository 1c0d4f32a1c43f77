using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SalesFlow.Agents.Costs;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Invocation;
using SalesFlow.Agents.Models;
using SalesFlow.Agents.Offline;
using SalesFlow.Agents.Sectors;
using SalesFlow.Agents.SemanticKernel;
using SalesFlow.Agents.Tasks;
using SalesFlow.Agents.Turns;
using SalesFlow.Knowledge;
using SalesFlow.Reporting;

namespace SalesFlow.Agents;

/// <summary>Adds the agents to a host.</summary>
public static class AgentServices
{
    /// <summary>
    /// Adds <see cref="IAgentRunner"/> and <see cref="IAgentInvoker"/>. Settings (<c>Agents:*</c>, <c>SalesFlow:Agents:Directory</c>) and the
    /// agents' definitions are read and checked here, so that a mistake in them stops the start with a message that names the key, or the file
    /// and line. Expects a <see cref="TimeProvider"/> and logging from the host; a system clock is added where there is none.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is missing or out of its limits.</exception>
    public static IServiceCollection AddSalesFlowAgents(this IServiceCollection services, IConfiguration configuration)
    {
        var options = AgentOptions.Read(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<Knowledge.ISectorLibrary>(SectorLibrary.Load(configuration[SectorLibrary.Setting] is { Length: > 0 } sectors
            ? Path.GetFullPath(sectors)
            : Path.Combine(AppContext.BaseDirectory, "sectors")));
        if (services.All(s => s.ServiceType != typeof(AgentCatalogue)))
            services.AddSingleton(new AgentCatalogue(AgentDefinitionLoader.LoadAll(options.Directory)));
        services.AddSingleton<IAgentDefinitions>(p => p.GetRequiredService<AgentCatalogue>());
        services.AddSingleton(ModelPrices.Load(options.Directory));
        services.AddSingleton(p => new KnowledgeDesk(
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<KnowledgeDesk>>(), p.GetService<IKnowledgeSearch>()));
        services.AddHostedService<AgentReload>();
        services.AddSingleton(p => new AgentMetrics(p.GetService<IMeterFactory>()));
        services.AddSingleton<ITokenBudget>(new DailyTokenBudget());
        services.AddSingleton(p => new Spending(
            p.GetRequiredService<ITokenBudget>(), p.GetRequiredService<ModelPrices>(), options, p.GetRequiredService<TimeProvider>(), p.GetService<IReports>()));
        // Made here and not by the first message, which would wait for its lexicons and its training.
        if (services.All(s => s.ServiceType != typeof(IOfflineEngine))) services.AddSingleton<IOfflineEngine>(new OfflineEngine());
        services.AddSingleton(new PromptBuilder(showSchema: options.OpenAI is { ResponseFormat: not AnswerFormat.JsonSchema }));
        if (options.OpenAI is { } openAI)
        {
            services.AddSingleton<OpenAIConnection>(_ => new OpenAIConnection(openAI, options.MaxConcurrentCalls));
            services.AddSingleton<IAgentModel>(p => new SemanticKernelModel(p.GetRequiredService<OpenAIConnection>(), openAI));
            services.AddSingleton(p => new CircuitBreaker(options.BreakerFailures, options.BreakerPause, p.GetRequiredService<TimeProvider>()));
            services.AddSingleton(_ => new ModelGate(options.MaxConcurrentCalls, options.MaxQueuedCalls));
            services.AddSingleton<ModelCaller>();
            services.AddSingleton<TurnLoop>();
            services.AddSingleton<TaskLoop>();
        }
        if (EmbeddingOptions.Read(configuration) is { } embeddings) services.AddSingleton<Knowledge.IEmbedder>(_ => new OpenAIEmbedder(embeddings));
        services.AddSingleton(p => new AgentRunner(
            p.GetRequiredService<AgentCatalogue>(), p.GetRequiredService<IOfflineEngine>(), p.GetRequiredService<AgentMetrics>(),
            p.GetRequiredService<ModelPrices>(), p.GetRequiredService<KnowledgeDesk>(), p.GetRequiredService<TimeProvider>(), p.GetService<TurnLoop>()));
        services.AddSingleton(p => new TaskRunner(
            p.GetRequiredService<ISectorLibrary>(), p.GetRequiredService<AgentMetrics>(), p.GetRequiredService<ModelPrices>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<TaskRunner>>(), p.GetService<TaskLoop>(), p.GetService<IKnowledgeSearch>()));
        services.AddSingleton<IAgentRunner>(p => p.GetRequiredService<AgentRunner>());
        services.AddSingleton<IAgentInvoker, AgentInvoker>();
        return services;
    }
}
