using System.Collections.Frozen;

namespace SalesFlow.WebApi.OpenApi;

/// <summary>What each group of routes is about.</summary>
internal static class ApiTags
{
    private static readonly FrozenDictionary<string, string> Descriptions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Auth"] = "Registration, sign-in, sessions, codes, passwords.",
        ["Tenant"] = "The caller's company: profile, hours, prices, template.",
        ["Users"] = "The people of the company: roles, languages, sectors, capacity, hours, invitations.",
        ["API keys"] = "Keys for integrations, with scopes.",
        ["Channels"] = "WhatsApp numbers.",
        ["Leads"] = "Who may buy: lists, scores, assignment, duplicates.",
        ["Lead imports"] = "Leads in and out of files.",
        ["Forms"] = "Public forms that make leads.",
        ["Views"] = "Saved and shared views of lists.",
        ["Deals"] = "Possible sales and the board that they stand on.",
        ["Pipelines"] = "Stages that deals go through.",
        ["Companies"] = "Companies that leads and contacts belong to.",
        ["Contacts"] = "People who write, and what they consented to.",
        ["Customers"] = "Whoever a deal was won with, and what they are worth.",
        ["Conversations"] = "Talks with customers: who answers, messages, notes.",
        ["Templates"] = "Message templates: words, versions, previews, and Meta's review.",
        ["Calls"] = "Telephone calls.",
        ["Activities"] = "Tasks, notes and other work.",
        ["Fields"] = "Custom fields of leads, deals, contacts and companies.",
        ["Agents"] = "The agents that talk with customers, and their runs.",
        ["Knowledge"] = "What the company knows: articles with versions, search, imports, questions without an answer.",
        ["Sectors"] = "What is known of sectors: journeys, objections, benchmarks, the company's own assets and figures.",
        ["Events"] = "The company's numbered feed of everything that happened.",
        ["Dashboard"] = "Figures of the company.",
        ["Supervisor"] = "Queues, workload, scorecards and alerts of the team.",
        ["Service levels"] = "How soon people answer: clocks, alarms, scorecards, satisfaction.",
        ["Admin"] = "Audit log, plan and usage, policies, and the installation's tenants.",
        ["Webhooks"] = "Events sent to other programs, signed by the Standard Webhooks specification.",
        ["Health"] = "Whether the installation works.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The description of a tag. Every group has one: a test holds it.</summary>
    public static string Describe(string tag) => Descriptions.GetValueOrDefault(tag, tag);
}
