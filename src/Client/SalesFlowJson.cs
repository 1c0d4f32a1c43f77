using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SalesFlow.Client;

/// <summary>How requests are written: what was not set is left out, which the product reads as "stays as it is".</summary>
internal static class SalesFlowJson
{
    public static JsonSerializerOptions Options() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Nobody } },
    };

    /// <summary>A lead is given to nobody by saying so: there no user is a wish, unless the rules are to choose.</summary>
    private static void Nobody(JsonTypeInfo type)
    {
        if (type.Type != typeof(LeadAssignRequest) && type.Type != typeof(LeadsAssignRequest)) return;
        foreach (var property in type.Properties.Where(p => p.Name == "userId"))
            property.ShouldSerialize = (request, user) => user is not null || request is LeadAssignRequest { Auto: not true } or LeadsAssignRequest { Auto: not true };
    }
}
