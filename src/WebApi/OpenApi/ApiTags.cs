using System.Collections.Frozen;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>What each group of routes is about.</summary>
internal static class ApiTags
{
    private static readonly FrozenDictionary<string, string> Descriptions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Auth"] = "Registration, sign-in, sessions, codes, passwords.",
        ["Tenant"] = "The caller's company: profile, hours, prices, template.",
        ["Channels"] = "WhatsApp numbers.",
        ["Leads"] = "Who may buy: lists, scores, assignment, duplicates, import and export.",
        ["Deals"] = "Possible sales and the board that they stand on.",
        ["Pipelines"] = "Stages that deals go through.",
        ["Companies"] = "Companies that leads and contacts belong to.",
        ["Contacts"] = "People who write, and what they consented to.",
        ["Conversations"] = "Talks with customers: who answers, messages, notes.",
        ["Calls"] = "Telephone calls.",
        ["Activities"] = "Tasks, notes and other work.",
        ["Agents"] = "The agents that talk with customers, and their runs.",
        ["Events"] = "The company's numbered feed of everything that happened.",
        ["Dashboard"] = "Figures of the company.",
        ["Supervisor"] = "Queues, workload, scorecards and alerts of the team.",
        ["Admin"] = "Users, keys, audit log, policies, tenants.",
        ["Webhooks"] = "Events sent to other programs, signed by the Standard Webhooks specification.",
        ["Health"] = "Whether the installation works.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The description of a tag. Every group has one: a test holds it.</summary>
    public static string Describe(string tag) => Descriptions.GetValueOrDefault(tag, tag);
}
