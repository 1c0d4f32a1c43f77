using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SalesFlow.Activities;
using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.Leads;
using SalesFlow.Leads.Forms;
using SalesFlow.Leads.Transfer;
using SalesFlow.Reporting;
using SalesFlow.SavedViews;
using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Channels;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Knowledge;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Leads.Forms;
using SalesFlow.Storage.Leads.Transfer;
using SalesFlow.Storage.Reactions;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Reporting;
using SalesFlow.Storage.SavedViews;
using SalesFlow.Storage.Templates;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Storage.Webhooks;
using SalesFlow.Templates;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Feed;

/// <summary>Registers projections: what reads lists and feeds, and what keeps them.</summary>
public static class ProjectionServices
{
    private static readonly TimeSpan PullPeriod = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Registers <see cref="IReadModels"/>, <see cref="IFeedReader"/> and <see cref="IRawUpdateStore"/> over the database that
    /// <c>AddSalesFlowStorage</c> opened, and their tables' migrations, which run before any other hosted service starts. Call it after
    /// <c>AddSalesFlowStorage</c>. Options: <c>SalesFlow:Feed</c>.
    /// </summary>
    public static IServiceCollection AddSalesFlowProjections(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProjectionOptions>, ProjectionOptionsValidator>());
        services.AddOptions<ProjectionOptions>().BindConfiguration(ProjectionOptions.Section).ValidateOnStart();
        services.AddSingleton<IProjectionStore>(s => OnPostgres(s)
            ? new PostgresProjectionStore(s.GetRequiredService<PostgresDatabase>())
            : new SqliteProjectionStore(s.GetRequiredService<SqliteDatabase>()));
        services.AddSingleton(s => OnPostgres(s)
            ? new ReadModelContexts(s.GetRequiredService<PostgresDatabase>())
            : new ReadModelContexts(s.GetRequiredService<SqliteDatabase>()));
        services.AddSingleton(s => OnPostgres(s) ? ReadModelTables.Postgres(s.GetRequiredService<AuditSeals>()) : ReadModelTables.Sqlite(s.GetRequiredService<AuditSeals>()));
        services.AddSingleton<ProjectorEngines>();
        services.AddSingleton<ProjectionMetrics>();
        services.AddSingleton<RawUpdateStore>();
        services.AddSingleton<IRawUpdateStore>(s => s.GetRequiredService<RawUpdateStore>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReactionOptions>, ReactionOptionsValidator>());
        services.AddOptions<ReactionOptions>().BindConfiguration(ReactionOptions.Section).ValidateOnStart();
        services.AddSingleton<IReactionStore>(s => OnPostgres(s)
            ? new PostgresReactionStore(s.GetRequiredService<PostgresDatabase>())
            : new SqliteReactionStore(s.GetRequiredService<SqliteDatabase>()));
        services.AddSingleton<IReadModels, ReadModelQueries>();
        services.AddSingleton<IProjectionProgress, ProjectionProgress>();
        services.AddSingleton<ILeadLists, LeadListQueries>();
        services.AddSingleton<ISavedViewLists, SavedViewQueries>();
        services.AddSingleton<IContactLists, ContactQueries>();
        services.AddSingleton<ICustomerLists, CustomerQueries>();
        services.AddSingleton<ICompanyLists, CompanyQueries>();
        services.AddSingleton<IActivityLists, ActivityQueries>();
        services.AddSingleton<ITimelineReader, TimelineQueries>();
        services.AddSingleton<IConversationLists, ConversationLists>();
        services.AddSingleton<IReports, ReportQueries>();
        services.AddSingleton<IAgentRunLists, AgentRunQueries>();
        services.AddSingleton<ITeamBoards, TeamBoardQueries>();
        services.AddSingleton<UserQueries>();
        services.AddSingleton<IUserLists>(s => s.GetRequiredService<UserQueries>());
        services.AddSingleton<IUserDirectory, UserDirectory>();
        services.AddSingleton<IDealLists, DealQueries>();
        services.AddSingleton<IFeedReader, FeedReader>();
        services.AddWebhookStorage();
        services.AddSingleton<ILeadTransferLists, LeadTransferQueries>();
        services.AddSingleton<IFormLists, FormQueries>();
        services.AddSingleton<IQuotas, Quotas>();
        services.AddSingleton(s => AuditSeals.Of(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IAuditLog, AuditLog>();
        services.AddSingleton<IPolicyLists, PolicyLists>();
        services.AddSingleton<ITemplateLists, TemplateLists>();
        services.AddSingleton<ArticleQueries>();
        services.AddSingleton<IArticleLists>(s => s.GetRequiredService<ArticleQueries>());
        services.AddSingleton<IGapLists>(s => s.GetRequiredService<ArticleQueries>());
        services.AddSingleton<ISectorLists, SectorQueries>();
        services.AddSingleton<KnowledgeVectors>();
        services.AddSingleton<IKnowledgeVectors>(s => s.GetRequiredService<KnowledgeVectors>());
        services.TryAddSingleton<ITenantProfiles, TenantProfiles>();
        services.AddSingleton<TenantDocuments>();
        services.AddSingleton<IKnowledgeSearch, KnowledgeSearch>();
        services.AddSingleton<ITenantDirectory, TenantDirectory>();
        services.AddHostedService<ReadModelMigrator>();
        return services;
    }

    /// <summary>
    /// Lets a silo run projectors, and registers <see cref="IProjectorDoorbell"/>. Needs <see cref="AddSalesFlowProjections"/> among the silo's
    /// services and a stream provider named <see cref="LiveStream.Provider"/>.
    /// </summary>
    public static ISiloBuilder AddSalesFlowProjectors(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ProjectorDoorbell>();
        silo.Services.AddSingleton<IProjectorDoorbell>(s => s.GetRequiredService<ProjectorDoorbell>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<ProjectorDoorbell>());
        silo.Services.AddSingleton<ReactorBells>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<ReactorBells>());
        return silo;
    }

    /// <summary>
    /// Adds the live stream in memory, read every 25 ms. It loses what a dying silo held; the feed's numbers tell, and listeners read the rest.
    /// Needs a grain storage named <c>PubSubStore</c>.
    /// </summary>
    public static ISiloBuilder AddSalesFlowLiveStream(this ISiloBuilder silo) => silo.AddMemoryStreams(
        LiveStream.Provider, streams => streams.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = PullPeriod)));

    private static bool OnPostgres(IServiceProvider services) =>
        services.GetRequiredService<IOptions<StorageOptions>>().Value.Provider is StorageProvider.Postgres;
}
