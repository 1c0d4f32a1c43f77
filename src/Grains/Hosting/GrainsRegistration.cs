using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesFlow.Activities;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Grains.Activities;
using SalesFlow.Grains.Agents;
using SalesFlow.Grains.Channels;
using SalesFlow.Grains.Companies;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Deals;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Fields;
using SalesFlow.Grains.Knowledge;
using SalesFlow.Grains.Leads;
using SalesFlow.Grains.Leads.Transfer;
using SalesFlow.Grains.Letters;
using SalesFlow.Grains.SavedViews;
using SalesFlow.Grains.ServiceLevels;
using SalesFlow.Grains.Templates;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Grains.Webhooks;
using SalesFlow.Knowledge;
using SalesFlow.Reporting;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Hosting;

/// <summary>Adds the grains' own services to a silo.</summary>
public static class GrainsRegistration
{
    /// <summary>
    /// Registers the tenant filter, the resolver of timers and what grains share in a silo. Channel, agents and storage come from elsewhere.
    /// Settings that are out of their limits fail the start with a message that names the key.
    /// </summary>
    public static ISiloBuilder AddSalesFlowGrains(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.AddIncomingGrainCallFilter<TenantCallFilter>();
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<IDueGrainResolver, DueGrainResolver>();
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(StatesJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(LeadsJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(SavedViewsJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(LeadIntakeJson.Default);
        silo.Services.AddSingleton<ImportDesk>();
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(DealsJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(WebhooksJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(CompaniesJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(ActivitiesJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(FieldsJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(ServiceLevelsJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(AgentsJson.Default);
        silo.Services.AddSingleton<AgentProfiles>();
        silo.Services.AddSingleton<AgentRunGate>();
        silo.Services.AddSingleton(p => new AgentRunInputs(
            p.GetRequiredService<IGrainFactory>(), p.GetService<IReports>(), p.GetService<IActivityLists>()));
        silo.Services.AddSingleton(p => new AgentActions(
            p.GetRequiredService<IGrainFactory>(), p.GetRequiredService<TimeProvider>(), p.GetService<IKnowledgeGaps>()));
        silo.Services.AddSingleton<IReaction, AgentTriggerReaction>();
        silo.Services.AddSingleton<IReaction, AgentScheduleReaction>();
        silo.Services.AddSingleton<IReaction, ServiceLevelReaction>();
        silo.Services.AddSingleton<IReaction, SatisfactionReaction>();
        silo.Services.AddSingleton<IReaction, AlarmLetterReaction>();
        silo.Services.AddSingleton<IReaction, DealTouchReaction>();
        silo.Services.AddSingleton<IReaction, LeadDealReaction>();
        silo.Services.AddSingleton<IReaction, ConsentReaction>();
        silo.Services.AddSingleton<IReaction, AssignmentReaction>();
        // Read now: a file that is wrong fails the start, not the first company's registration.
        _ = MessageTemplateFiles.All;
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(TemplatesJson.Default);
        silo.Services.AddSingleton<IReaction, TemplateLibraryReaction>();
        silo.Services.AddSingleton<IReaction, TemplateAccountReaction>();
        silo.Services.AddSingleton<IMessageTemplateLibrary, MessageTemplateLibrary>();
        silo.Services.AddSingleton<IReaction, EmbeddingReaction>();
        silo.Services.AddSingleton<IReaction, ShippedArticlesReaction>();
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(UsersJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(AdministrationJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(LettersJson.Default);
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(KnowledgeJson.Default);
        silo.Services.TryAddSingleton<SalesFlow.Knowledge.IKnowledgeGaps, SalesFlow.Knowledge.KnowledgeGaps>();
        silo.Services.AddSingleton<IJsonTypeInfoResolver>(ApiKeysJson.Default);
        silo.Services.AddOptions<LetterOptions>().Bind(configuration.GetSection(LetterOptions.Section))
            .Validate(o => Uri.TryCreate(o.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
                "SalesFlow:PublicUrl must be an http or https address.")
            .ValidateOnStart();
        silo.Services.AddSingleton<NumberPacer>();
        silo.Services.AddSingleton<TenantViews>();
        silo.Services.AddSingleton<InboxViews>();
        silo.Services.AddOptions<ConversationOptions>()
            .Bind(configuration.GetSection(ConversationOptions.Section))
            .Configure(o =>
            {
                // "0" is the documented way to answer at once, and TimeSpan would read "1" as a day.
                if (configuration[$"{ConversationOptions.Section}:Debounce"] == "0") o.Debounce = TimeSpan.Zero;
            })
            .Validate(o => o.Debounce >= TimeSpan.Zero && o.Debounce <= TimeSpan.FromSeconds(30), "SalesFlow:Conversations:Debounce must be between 0 and 00:00:30.")
            .Validate(o => o.TurnSafety >= TimeSpan.FromSeconds(1), "SalesFlow:Conversations:TurnSafety must be at least 00:00:01.")
            .Validate(o => o.SendLease >= TimeSpan.FromSeconds(1), "SalesFlow:Conversations:SendLease must be at least 00:00:01.")
            .Validate(o => o.UnknownHold >= TimeSpan.FromSeconds(1), "SalesFlow:Conversations:UnknownHold must be at least 00:00:01.")
            .ValidateOnStart();
        return silo;
    }
}
