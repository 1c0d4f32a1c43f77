using System.Collections.Concurrent;
using System.Reflection;
using SalesFlow.Common;

namespace SalesFlow.WebApi.Tests.Fakes;

/// <summary>Grains in memory, found by interface and key. A tenant's grain answers only calls made for that tenant, as in the product.</summary>
public class FakeGrains : DispatchProxy
{
    private readonly ConcurrentDictionary<(Type Contract, string Key), object> _grains = new();

    public TimeProvider Clock { get; private set; } = TimeProvider.System;

    public static (IGrainFactory Factory, FakeGrains Grains) Create(TimeProvider clock)
    {
        var factory = Create<IGrainFactory, FakeGrains>();
        var grains = (FakeGrains)(object)factory;
        grains.Clock = clock;
        return (factory, grains);
    }

    /// <summary>The fake behind a key, for arranging and looking; no tenant is checked.</summary>
    public T Find<T>(Type contract, string key) where T : class => (T)_grains.GetOrAdd((contract, key), k => Make(k.Contract, k.Key));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod is not { Name: nameof(IGrainFactory.GetGrain), IsGenericMethod: true } || args is not [string key, ..])
            throw new NotSupportedException(targetMethod?.Name);
        var contract = targetMethod.GetGenericArguments()[0];
        var target = Find<object>(contract, key);
        return typeof(Guard).GetMethod(nameof(Guard.Around))!.MakeGenericMethod(contract).Invoke(null, [target, key]);
    }

    private object Make(Type contract, string key) => contract.Name switch
    {
        "ITenantGrain" => new FakeTenant(key),
        "IAccountGrain" => new SalesFlow.Grains.Tenancy.AccountGrain(new FakeStored<SalesFlow.Grains.Tenancy.AccountState>(), Clock),
        "IAuditGrain" => new FakeAudit(),
        "IApiKeysGrain" => new FakeApiKeys(),
        "ILetterGrain" => new FakeLetter(),
        "IUserGrain" => new FakeUser(key),
        "INumberOwnerGrain" => new FakeNumberOwner(),
        "IWhatsAppNumberGrain" => new FakeNumber(),
        "ILeadGrain" => new FakeLead(key),
        "IAssignmentGrain" => new FakeAssignment(),
        "ISavedViewGrain" => new FakeSavedView(key),
        "IDealGrain" => new FakeDeal(key),
        "IPipelineGrain" => new FakePipeline(key),
        "IConversationGrain" => new FakeConversation(key),
        "IProjectorGrain" => new FakeProjector(),
        "IAuditGrain" => new FakeAudit(),
        "IContactAliasGrain" or "IContactGrain" or "ICompanyGrain" or "ICompanyNumberGrain" or "IActivityGrain" or "ICallGrain" or "IFieldsGrain"
            or "IRecordFieldsGrain" => DispatchProxy.Create(contract, typeof(Absent)),
        _ => throw new NotSupportedException(contract.Name),
    };
}

/// <summary>A grain of which nothing was ever heard: every question has no answer, every command is refused as not found.</summary>
public class Absent : DispatchProxy
{
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.ReturnType.GetGenericArguments()[0];
        object? value = answer == typeof(Outcome) ? new Outcome(Refusal.NotFound, 0)
            : answer == typeof(SalesFlow.Fields.FieldsView) ? new SalesFlow.Fields.FieldsView("lead", [], 0)
            : answer == typeof(SalesFlow.Fields.RecordFieldsView) ? new SalesFlow.Fields.RecordFieldsView(new Dictionary<string, IReadOnlyList<string>>(), 0)
            : answer == typeof(string) && targetMethod.Name == "Claim" ? args![0]
            : null;
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(answer).Invoke(null, [value]);
    }
}

/// <summary>Stands before a fake grain and refuses calls whose tenant is not the key's.</summary>
public class Guard : DispatchProxy
{
    private object _target = null!;
    private string _key = "";

    public static T Around<T>(T target, string key) where T : class
    {
        var proxy = Create<T, Guard>();
        var guard = (Guard)(object)proxy;
        (guard._target, guard._key) = (target, key);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (_target is ITenantScoped && TenantKey.Parse(_key).Tenant != TenantScope.Current)
            throw new UnauthorizedAccessException("The call's tenant is not the grain's.");
        return targetMethod!.Invoke(_target, args);
    }
}
