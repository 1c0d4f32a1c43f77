using System.Reflection;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Tenancy;

namespace SalesFlow.Architecture.Tests;

/// <summary>What every grain must keep to, whoever writes it.</summary>
public sealed class GrainRuleTests
{
    private static readonly Type[] Contracts = typeof(TenantKey).Assembly.GetTypes();

    private static IEnumerable<Type> GrainClasses => typeof(TenantGrain).Assembly.GetTypes()
        .Concat(Assembly.Load("SalesFlow.Storage").GetTypes())
        .Where(t => typeof(Grain).IsAssignableFrom(t) && !t.IsAbstract);

    [Fact]
    public void Every_grain_interface_names_its_scope()
    {
        var open = Contracts.Where(t => t.IsInterface && typeof(IGrain).IsAssignableFrom(t))
            .Where(t => t != typeof(ITenantScoped) && t != typeof(IPlatformScoped) && t != typeof(IDueGrain))
            .Where(t => !typeof(ITenantScoped).IsAssignableFrom(t) && !typeof(IPlatformScoped).IsAssignableFrom(t));

        Assert.Empty(open);
    }

    [Fact]
    public void Every_grain_class_names_its_type()
    {
        Assert.NotEmpty(GrainClasses);
        Assert.All(GrainClasses, t => Assert.NotNull(t.GetCustomAttribute<GrainTypeAttribute>()));
    }

    [Fact]
    public void No_two_grain_classes_share_the_name_of_a_state()
    {
        // Relational storage leaves the grain's type out of a row's identity: two classes with one name would overwrite each other.
        var names = GrainClasses
            .SelectMany(t => t.GetConstructors().SelectMany(c => c.GetParameters()))
            .Select(p => p.GetCustomAttribute<PersistentStateAttribute>()?.StateName)
            .Where(n => n is not null)
            .ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Every_event_survives_its_stored_form_under_a_dotted_name()
    {
        Assert.All(EventCatalog.Names, n => Assert.Matches("^[a-z-]+\\.[a-z_]+$", n));
        Assert.Equal(Contracts.Count(t => typeof(IDomainEvent).IsAssignableFrom(t) && t.IsClass), EventCatalog.Names.Count());
    }

    [Fact]
    public void Every_contract_type_that_travels_has_an_alias()
    {
        var bare = Contracts.Where(t => t is { IsEnum: false, IsPublic: true } && t.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
            .Where(t => t.GetCustomAttribute<AliasAttribute>() is null);

        Assert.Empty(bare);
    }
}
